import Foundation
import TestSupport
import Testing

/// Answers that come before the body does: who sends it all first, and only then reads, gets them too.
@Suite(.broker, .database(migrated: true)) struct EarlyAnswerTests {
  private static let token = "correct-horse-battery-staple"
  private static let decide = "/v1/loops/demo.tiny/decide"
  private static let json = "Content-Type: application/json\r\n"
  private static let bytes = 9 << 20

  /// First lines and further fields of requests that are answered without their body, and the status.
  private static let requests: [(line: String, fields: String, status: Int)] = [
    ("POST \(decide)", json, 413), ("POST /v1/feedback", json, 413), ("POST \(decide)", "", 415),
    ("POST \(decide)", "Content-Type: text/plain\r\n", 415), ("POST \(decide)", json + "Content-Encoding: br\r\n", 415),
    ("POST /nowhere", "", 404), ("POST /v1/loops/none/decide", "", 404), ("PUT \(decide)", "", 405),
    ("POST \(decide)", "Accept: text/html\r\n", 406), ("POST \(decide)", "Expect: a=b\r\n", 417),
    ("POST \(decide)?x=1", "", 422), ("POST \(decide)", "Idempotency-Key: a b\r\n", 400),
    ("POST \(decide)", "Transfer-Encoding: gzip, chunked\r\n", 501), ("OPTIONS \(decide)", "", 204),
    ("GET /health/live", "", 200), ("HEAD /health/live", "", 200),
  ]

  private func head(_ line: String, _ fields: String, close: Bool, framing: String) -> [UInt8] {
    Array(
      ("\(line) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(Self.token)\r\n"
        + "\(close ? "Connection: close\r\n" : "")\(framing)\(fields)\r\n").utf8)
  }

  @Test(arguments: [true, false]) func whoSendsAllFirstIsAnswered(close: Bool) async throws {
    try await Harness.run {
      $0.token = Self.token
      // However slowly a busy machine sends: the test of that is in virtual time.
      $0.connections.silence = .seconds(600)
      $0.connections.lingering = .seconds(600)
    } _: { harness in
      let body = [UInt8](repeating: 0x20, count: Self.bytes)
      let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 16) + Array("\r\n".utf8)
      let chunks = Array([[UInt8]](repeating: chunk, count: Self.bytes >> 16).joined()) + Array("0\r\n\r\n".utf8)
      for (place, (line, fields, status)) in Self.requests.enumerated() {
        // Of two requests one tells its length, and the other comes in chunks; without `Connection: close` it is the other.
        let isChunked = fields.contains("Transfer-Encoding") || (place % 2 == 0) == close
        let sent = isChunked ? chunks : body
        let framing =
          fields.contains("Transfer-Encoding")
          ? "" : isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(body.count)\r\n"
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(head(line, fields, close: close, framing: framing) + sent)
        let answer =
          close
          ? await connection.receive()
          : line.hasPrefix("HEAD")
            ? await connection.receive(until: "\r\n\r\n") : await connection.receiveAnswer()
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(line) \(fields)\(framing): \(answer.prefix(300))")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(line): one answer")
        if close || answer.lowercased().contains("connection: close") {
          let isClosed = await connection.isClosed()
          #expect(isClosed, "\(line) \(fields)")
        } else {
          await connection.send(head("GET /health/live", "Content-Length: 0\r\n", close: true, framing: ""))
          let next = await connection.receive(until: "\"up\"")
          #expect(next.hasPrefix("HTTP/1.1 200 "), "\(line) \(fields): \(next.prefix(300))")
        }
      }
    }
  }

  /// Who goes on sending for ever is left after a while.
  @Test func leavesWhoNeverEnds() async throws {
    try await Harness.run { harness in
      let connection = try RawConnection(port: harness.client.port)
      let head = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      await connection.send(Array(head.utf8))
      let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + Array("\r\n".utf8)
      var sent = 0
      while sent < 400, await connection.sends(chunk) { sent += 1 }
      #expect(sent < 200)
      // And who says nothing more, too.
      let silent = try RawConnection(port: harness.client.port)
      await silent.send(Array("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n".utf8))
      let answer = await silent.receiveAnswer()
      #expect(answer.hasPrefix("HTTP/1.1 404 ") && answer.lowercased().contains("connection: close"))
      try await eventually("the connection is closed whole") { !(await silent.sends([0x20])) }
    }
  }
}
