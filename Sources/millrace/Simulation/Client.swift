import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import Wire

/// The HTTP API as a user's program would call it.
struct Client: Sendable {
  private let http: HTTPClient
  private let base: String

  init(port: Int) {
    http = HTTPClient(eventLoopGroupProvider: .singleton)
    base = "http://127.0.0.1:\(port)"
  }

  func close() async { try? await http.shutdown() }

  func get(_ path: String) async throws -> (status: UInt, body: JSONValue) {
    try await send(HTTPClientRequest(url: base + path))
  }

  /// - Throws: `CommandError` with the answer's problem where it is no success.
  func post(_ path: String, _ body: [UInt8]) async throws -> JSONValue {
    var request = HTTPClientRequest(url: base + path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: body))
    for attempt in 0... {
      let (status, answer) = try await send(request)
      if (200..<300).contains(status) { return answer }
      guard status == 503, attempt < 100 else {
        throw CommandError("POST \(path) was answered with \(status): \(answer.canonicalText)")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    return .null
  }

  private func send(_ request: HTTPClientRequest) async throws -> (UInt, JSONValue) {
    let response = try await http.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 64 << 20)
    return (response.status.code, try JSONReader.parse(Array(body.readableBytesView)))
  }
}
