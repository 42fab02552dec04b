import Domain
import Foundation
import TestSupport
import Testing

@testable import Inference

/// Small requests that could cause large work: all are answered soon, briefly, and while others are served.
@Suite(.broker, .database(migrated: true)) struct ManyThingsTests {
  private static let decide = "/v1/loops/demo.tiny/decide"
  private static let post =
    "POST \(decide) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

  /// Bodies of some megabytes that are wrong in as many ways as fit.
  private static let bodies: [(name: String, path: String, text: String)] = {
    let many = (0..<100_000).map { "\"x\($0)\":1" }.joined(separator: ",")
    let long = String(repeating: "a", count: 2 << 20)
    let marks = "e" + String(repeating: "\u{301}", count: 1 << 19)
    let wrong = (0..<1_000).map { _ in "{\"input\":{\"size\":\"\(long.prefix(1_000))\"}}" }.joined(separator: ",")
    let unknown = (0..<1_000).map { _ in "{\"inputs\":1,\"inpt\":2,\"a\":3}" }.joined(separator: ",")
    return [
      ("many members", decide, "{\(many)}"), ("many members beside", decide, "{\"requests\":[],\(many)}"),
      ("many members", "/v1/feedback", "{\(many)}"), ("a long name", decide, "{\"\(long)\":1}"),
      ("a name of marks", decide, "{\"\(marks)\":1}"),
      ("a name of marks beside", decide, "{\"requests\":[],\"\(marks)\":1}"),
      ("many wrong inputs", decide, "{\"requests\":[\(wrong)]}"),
      ("many unknown", decide, "{\"requests\":[\(unknown)]}"),
      ("no objects", decide, "{\"requests\":[\(String(repeating: "1,", count: 999))1]}"),
      ("too many", decide, "{\"requests\":[\(String(repeating: "1,", count: 1_000_000))1]}"),
      ("a long label", "/v1/feedback", "{\"loop\":\"demo.tiny\",\"interaction_id\":\"i\",\"label\":\"\(long)\"}"),
      ("a label of marks", "/v1/feedback", "{\"loop\":\"demo.tiny\",\"interaction_id\":\"i\",\"label\":\"\(marks)\"}"),
      ("a long loop", "/v1/feedback", "{\"loop\":\"\(long)\",\"interaction_id\":\"i\",\"label\":\"no\"}"),
      ("deep", decide, String(repeating: "[", count: 1 << 20)),
      ("long numbers", decide, "{\"input\":{\"size\":\(String(repeating: "9", count: 1 << 20))}}"),
      ("many escapes", decide, "{\"\(String(repeating: "\\u0061", count: 1 << 18))\":1}"),
    ]
  }()

  @Test func saysLittleOfMuch() async throws {
    try await Harness.run { harness in
      for (name, path, text) in Self.bodies {
        let start = ContinuousClock.now
        let answer = try await harness.client.send("POST", path, Array(text.utf8))
        #expect([400, 413, 422].contains(answer.status), "\(name): \(answer.status)")
        #expect(answer.bytes.count < 200_000, "\(name): \(answer.bytes.count) bytes")
        #expect((answer.json["errors"]?.array ?? []).count <= 100, "\(name)")
        #expect(ContinuousClock.now - start < .seconds(60), "\(name)")
      }
    }
  }

  @Test func takesLongHeads() async throws {
    try await Harness.run { harness in
      let length = 70_000
      func many(_ text: String) -> String { String(repeating: text, count: length / text.utf8.count) }
      for (request, status) in [
        ("GET /v1/loops?\(many("a&")) HTTP/1.1\r\nHost: localhost\r\n\r\n", 422),
        ("GET /v1/loops?\(many("%61=%62&")) HTTP/1.1\r\nHost: localhost\r\n\r\n", 422),
        ("GET \(many("/")) HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("GET \(many("/a")) HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("GET /v1/loops HTTP/1.1\r\nHost: localhost\r\nAccept: \(many("a/b,"))\r\n\r\n", 406),
        ("GET /v1/loops HTTP/1.1\r\nHost: localhost\r\nAccept: a/b\(many(";a=b"))\r\n\r\n", 406),
        ("GET /v1/loops HTTP/1.1\r\nHost: localhost\r\nAccept: \(many(","))\r\n\r\n", 200),
        (
          "\(Self.post)Content-Length: 0\r\nContent-Encoding: \(many("gzip,"))\r\n\r\n",
          415
        ),
        ("\(Self.post)Content-Length: 0\r\nPrefer: \(many("a,"))\r\n\r\n", 400),
        ("\(Self.post)Content-Length: 0\r\nIdempotency-Key: \(many("k"))\r\n\r\n", 400),
        ("\(Self.post)Content-Length: 0\r\nExpect: \(many("a,"))\r\n\r\n", 417),
      ] {
        let start = ContinuousClock.now
        let answer = try await harness.client.raw(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request.prefix(90)): \(answer.prefix(200))")
        #expect(ContinuousClock.now - start < .seconds(60), "\(request.prefix(90))")
      }
    }
  }

  @Test func takesManySmallChunks() async throws {
    try await Harness.run { harness in
      let text = "{\"input\":{\"size\":1},\"unit\":\"u\"\(String(repeating: " ", count: 300_000))}"
      let chunks = text.utf8.map { [0x31, 0x0D, 0x0A, $0, 0x0D, 0x0A] as [UInt8] }.joined()
      let connection = try RawConnection(port: harness.client.port)
      let head = "\(Self.post)Transfer-Encoding: chunked\r\n\r\n"
      let start = ContinuousClock.now
      await connection.send(Array(head.utf8) + Array(chunks) + Array("0\r\n\r\n".utf8))
      let answer = await connection.receiveAnswer()
      #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  /// Bodies that take long to read hold nobody else up.
  @Test func servesOthersMeanwhile() async throws {
    try await Harness.run { harness in
      let members = Array([[UInt8]](repeating: Zlib.gzip([]), count: 200_000).joined())
      let values = "{\"input\":{\"note\":[\(String(repeating: "1,", count: 1 << 20))1]}}"
      let coded = Zlib.gzip(Array(values.utf8))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask {
            let answer = try await harness.client.send(
              "POST", Self.decide, number % 2 == 0 ? members : coded, headers: ["content-encoding": "gzip"])
            #expect(answer.status == (number % 2 == 0 ? 400 : 422), "\(answer.text.prefix(300))")
          }
        }
        for _ in 0..<10 {
          let start = ContinuousClock.now
          #expect(try await harness.client.decide(["input": input(1)]).status == 200)
          #expect(ContinuousClock.now - start < .seconds(60))
          try await Task.sleep(for: .milliseconds(100))
        }
        try await group.waitForAll()
      }
    }
  }

  /// What is remembered for retries is bounded in number and in bytes, the oldest going first.
  @Test func remembersSoMuch() {
    var values = RecentValues<Int, Int>(capacity: 10, weight: 100)
    for key in 0..<1_000 {
      values.remember(key, under: key, weight: key % 30)
      values.remember(-1, under: key, weight: 1_000)
      let kept = (0...key).filter { values[$0] != nil }
      #expect(kept == Array(kept[0]...key) && kept.allSatisfy { values[$0] == $0 })
      #expect(kept.count <= 10 && kept.reduce(0) { $0 + $1 % 30 } <= 100)
      let before = kept[0] - 1
      if before >= 0 { #expect(kept.count == 10 || (before...key).reduce(0) { $0 + $1 % 30 } > 100) }
    }
  }
}
