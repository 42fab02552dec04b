import AsyncHTTPClient
import Foundation
import Hummingbird

/// Sends the same request again and again over a number of connections.
struct LoadClient: Sendable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let http: HTTPClient
  private let connections: Int
  private let token: String?

  init(connections: Int, token: String?) {
    self.connections = connections
    self.token = token
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    http = HTTPClient(configuration: configuration)
  }

  func close() async throws { try await http.shutdown() }

  func get(_ url: String) async throws -> Data {
    var request = HTTPClientRequest(url: url)
    authorize(&request)
    let body = try await http.execute(request, timeout: .seconds(10)).body.collect(upTo: 1 << 20)
    return Data(body.readableBytesView)
  }

  /// - Throws: `Failure` at the first answer that is not 200.
  func measure(_ url: String, _ body: Data, seconds: Double) async throws -> Load {
    let clock = ContinuousClock()
    let start = clock.now
    let end = start + .seconds(seconds)
    let bytes = ByteBuffer(bytes: body)
    let latencies = try await withThrowingTaskGroup(of: [Int64].self) { group in
      for _ in 0..<connections {
        group.addTask {
          var latencies: [Int64] = []
          var now = clock.now
          while now < end {
            try await post(url, bytes)
            let later = clock.now
            let took = (later - now).components
            latencies.append(took.seconds * 1_000_000_000 + took.attoseconds / 1_000_000_000)
            now = later
          }
          return latencies
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let took = (clock.now - start).components
    return Load(seconds: Double(took.seconds) + Double(took.attoseconds) / 1e18, latencies: latencies)
  }

  private func post(_ url: String, _ body: ByteBuffer) async throws {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    authorize(&request)
    request.body = .bytes(body)
    let response = try await http.execute(request, timeout: .seconds(30))
    let answer = try await response.body.collect(upTo: 64 << 20)
    guard response.status == .ok else {
      let text = String(decoding: answer.readableBytesView.prefix(500), as: UTF8.self)
      throw Failure(description: "\(url) answered \(response.status.code): \(text)")
    }
  }

  private func authorize(_ request: inout HTTPClientRequest) {
    if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
  }
}
