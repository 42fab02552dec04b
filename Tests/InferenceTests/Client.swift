import AsyncHTTPClient
import Domain
import Foundation
import Wire

/// Talks to a service over loopback, as any program would.
struct Client: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { (try? JSONReader.parse(bytes)) ?? .null }
  }

  let base: String
  var token: String?
  var http = HTTPClient.shared
  var seconds: Int64 = 60

  func get(_ path: String) async throws -> Answer { try await send("GET", path, nil) }

  func post(_ path: String, _ body: JSONValue, headers: [String: String] = [:]) async throws -> Answer {
    try await send("POST", path, Array(body.sentText.utf8), headers: headers)
  }

  func decide(_ body: JSONValue, loop: String = "demo.tiny") async throws -> Answer {
    try await post("/v1/loops/\(loop)/decide", body)
  }

  func send(
    _ method: String, _ path: String, _ body: [UInt8]?, contentType: String? = "application/json",
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = .init(rawValue: method)
    if let body {
      request.body = .bytes(body)
      if let contentType { request.headers.add(name: "content-type", value: contentType) }
    }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    let response = try await http.execute(request, timeout: .seconds(seconds))
    var bytes: [UInt8] = []
    for try await part in response.body { bytes += Array(part.readableBytesView) }
    let headers = Dictionary(
      response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    return Answer(status: Int(response.status.code), headers: headers, bytes: bytes)
  }
}
