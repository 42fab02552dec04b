import Domain
import TestSupport
import Testing

/// Bodies as RFC 9110 lets them come, through a whole service.
@Suite(.broker, .database(migrated: true)) struct ContentTests {
  private static let path = "/v1/loops/demo.tiny/decide"
  private let body = Array(#"{"interaction_id":"i","input":{"size":3}}"#.utf8)

  @Test func takesCodedBodies() async throws {
    try await Harness.run { harness in
      let many: JSONValue = ["requests": .array((0..<300).map { ["input": input($0)] })]
      for (name, coded) in [
        ("gzip", Zlib.gzip), ("x-gzip", Zlib.gzip), ("GZIP", Zlib.gzip), ("deflate", Zlib.zlib),
        ("deflate", Zlib.raw), ("identity", { $0 }), ("gzip, identity", Zlib.gzip),
        ("deflate, gzip", { Zlib.gzip(Zlib.zlib($0)) }),
      ] as [(String, ([UInt8]) -> [UInt8])] {
        let one = try await harness.client.send(
          "POST", Self.path, coded(body), headers: ["content-encoding": name])
        #expect(one.status == 200 && one.json["interaction_id"] == "i", "\(name): \(one.text)")
        let batch = try await harness.client.send(
          "POST", Self.path, coded(Array(many.canonicalText.utf8)), headers: ["content-encoding": name])
        #expect(batch.json["decisions"]?.array?.count == 300, "\(name)")
      }
      let feedback = try await harness.client.send(
        "POST", "/v1/feedback", Zlib.gzip(Array(#"{"loop":"demo.tiny","interaction_id":"i","label":"no"}"#.utf8)),
        headers: ["content-encoding": "gzip"])
      #expect(feedback.status == 202)
    }
  }

  @Test func refusesOtherCodingsAndBrokenOnes() async throws {
    try await Harness.run {
      $0.limits.bodyBytes = 4_096
    } _: { harness in
      for name in ["zstd", "br", "compress", "gzip, br", "nonsense"] {
        let answer = try await harness.client.send("POST", Self.path, body, headers: ["content-encoding": name])
        #expect(answer.status == 415 && answer.headers["accept-encoding"] == "gzip, deflate", "\(name)")
        #expect(answer.json["type"] == "urn:millrace:problem:unsupported-coding")
      }
      for bytes in [body, Array(Zlib.gzip(body).dropLast()), Zlib.gzip(body) + [0]] {
        let answer = try await harness.client.send("POST", Self.path, bytes, headers: ["content-encoding": "gzip"])
        #expect(answer.status == 400 && answer.json["type"] == "urn:millrace:problem:broken-coding")
      }
      let bomb = Zlib.gzip([UInt8](repeating: 0x20, count: 1 << 20))
      #expect(bomb.count < 4_096)
      let answer = try await harness.client.send("POST", Self.path, bomb, headers: ["content-encoding": "gzip"])
      #expect(answer.status == 413 && answer.json["detail"]?.string?.contains("4096") == true)
      for type in [
        "application/json; charset=iso-8859-1", "application/json;charset=utf-16", "text/plain", "", nil,
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json, text/plain",
      ] {
        let answer = try await harness.client.send("POST", Self.path, body, contentType: type)
        #expect(answer.status == 415 && answer.headers["accept"] == "application/json", "\(type ?? "none")")
      }
    }
  }

  /// Asks for the body once nothing in the header stands against it, and answers at once where something does.
  @Test func answersWhoWaitsToSend() async throws {
    try await Harness.run {
      $0.limits.bodyBytes = 4_096
      $0.token = "correct-horse-battery-staple"
    } _: { harness in
      func head(
        _ path: String = Self.path, expect: String = "100-continue", length: Int, type: String = "application/json",
        token: String = "correct-horse-battery-staple", more: String = ""
      ) -> [UInt8] {
        Array(
          ("POST \(path) HTTP/1.1\r\nHost: localhost\r\nExpect: \(expect)\r\nContent-Type: \(type)\r\n"
            + "Authorization: Bearer \(token)\r\nContent-Length: \(length)\r\n\(more)\r\n").utf8)
      }
      for expect in ["100-continue", "100-Continue"] {
        let connection = try RawConnection(port: harness.client.port)
        for _ in 0..<2 {
          await connection.send(head(expect: expect, length: body.count))
          let go = await connection.receive(until: "\r\n\r\n")
          #expect(go == "HTTP/1.1 100 Continue\r\n\r\n")
          await connection.send(body)
          let answer = await connection.receive(until: "\"loop\"")
          #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
      }
      for (bytes, status) in [
        (head(length: 5_000), 413), (head(length: 10, type: "text/plain"), 415),
        (head(length: 10, token: "wrong"), 401),
        (head("/v1/loops/none/decide", length: 10), 404), (head("/nowhere", length: 10), 404),
        (head(length: 10, more: "Content-Encoding: br\r\n"), 415),
        (head(length: 10, more: "Accept: text/html\r\n"), 406),
        (head("/v1/loops", length: 10), 405), (head(expect: "100-continue, a=b", length: 10), 417),
      ] {
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(bytes)
        let answer = await connection.receive(until: "urn:millrace")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.lowercased().contains("connection: close"), "\(status)")
        let isClosed = await connection.isClosed()
        #expect(isClosed, "\(status)")
      }
      // Without a body there is nothing to wait for.
      let plain = try RawConnection(port: harness.client.port)
      await plain.send(Array("GET /health/live HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n".utf8))
      let answer = await plain.receive(until: "\"up\"")
      #expect(answer.hasPrefix("HTTP/1.1 200 ") && !answer.lowercased().contains("connection: close"))
    }
  }

  /// What is no HTTP is answered or its connection ended; the service goes on.
  @Test func answersWhatIsNoHTTP() async throws {
    try await Harness.run { harness in
      let post = "POST \(Self.path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      for (text, status) in [
        ("\(post)Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", 400), ("\(post)Content-Length: x\r\n\r\n", 400),
        ("\(post)Content-Length: -1\r\n\r\n", 400), ("\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("\(post)Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400),
        ("GET /health/live HTTP/9.1\r\n\r\n", 400), ("nonsense\r\n\r\n", 400),
        ("GET /health/live HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n", 400),
        ("GET /health/live HTTP/1.1\r\nHost: l\r\nX: \(String(repeating: "x", count: 100_000))\r\n\r\n", 400),
        ("GET /health/live HTTP/1.1\r\nHost: l\r\n\(String(repeating: "X: y\r\n", count: 2_000))\r\n", 400),
        ("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 204),
        ("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
      ] {
        let answer = try await harness.client.raw(text)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(120)): \(answer.prefix(300))")
      }
      #expect(try await harness.client.get("/health/live").status == 200)
    }
  }

  @Test func negotiates() async throws {
    try await Harness.run { harness in
      try await harness.fold.record("order-1", loop: "demo.tiny")
      let page = "/v1/interactions/order-1/explanation"
      for (path, accept, type) in [
        (page, "application/json, text/html;q=0", "application/json"), (page, "text/html", "text/html; charset=utf-8"),
        (page, "text/html;q=0.2, application/json;q=0.1", "text/html; charset=utf-8"),
        (page, "*/*", "application/json"),
        ("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", "text/plain"),
        (page, "image/png", "application/problem+json"), ("/v1/loops", "text/html", "application/problem+json"),
        ("/openapi.yaml", "application/json", "application/problem+json"),
      ] {
        for method in ["GET", "HEAD"] {
          let answer = try await harness.client.send(method, path, nil, headers: ["accept": accept])
          let status = type == "application/problem+json" ? 406 : 200
          #expect(answer.status == status, "\(path) \(accept)")
          #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(path) \(accept)")
          if path == page, status == 200 { #expect(answer.headers["vary"] == "Accept") }
          #expect(answer.headers["content-length"] != nil && (method == "GET" || answer.bytes.isEmpty))
        }
      }
      // Nothing is recorded for an answer that nobody could take.
      let answer = try await harness.client.post(
        Self.path, ["interaction_id": "unread", "input": [:]], headers: ["accept": "text/html"])
      #expect(answer.status == 406)
      #expect(try await harness.client.decide(["interaction_id": "read", "input": [:]]).status == 200)
      #expect(try await Harness.events("millrace.interactions", count: 1).map(\.subject) == ["read"])
    }
  }
}
