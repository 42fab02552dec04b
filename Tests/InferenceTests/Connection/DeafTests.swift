import Testing

@testable import Inference

/// What comes behind a connection's last request is for nobody: it is not gathered, however much of it comes and however
/// long the last request waits for its answer.
@Suite struct DeafTests {
  private static let part = String(repeating: "x", count: 1 << 20)

  /// Requests that are the last of their connection, or none.
  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
    "GET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nCONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nnonsense\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      + "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nz",
  ]) func gathersNothing(request: String) throws {
    let connection = try VirtualConnection(ConnectionLimits())
    connection.send(request)
    let before = connection.parsed
    #expect(before == request.utf8.count)
    for _ in 0..<100 {
      connection.send(Self.part)
      connection.pass(.seconds(600))
    }
    #expect(connection.isOpen && connection.parsed == before && connection.said == "")
    // Whoever reads a body that breaks answers that itself.
    for _ in try connection.requests() { connection.answer() }
    if request.hasSuffix("z") { connection.answer() }
    #expect(connection.statuses.first == "200" && connection.uplink.hasEnded)
  }
}
