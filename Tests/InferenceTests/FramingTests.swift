import TestSupport
import Testing

/// Where requests begin and end (RFC 9112), through a whole service.
@Suite(.broker, .database(migrated: true)) struct FramingTests {
  private let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
  private let post =
    "POST /v1/loops/demo.tiny/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

  /// Requests that no route sees, and what their refusals say.
  private var refused: [(request: String, status: Int, word: String)] {
    [
      ("GET /health/live HTTP/1.1\r\n\r\n", 400, "`Host`"),
      ("GET / HTTP/1.1\r\nhost: a\r\nHost: a\r\n\r\n", 400, "`Host`"),
      ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "`Host`"), ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "`Host`"),
      ("\(post)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "gzip"),
      ("\(post)Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501, "gzip"),
      ("\(post)Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400, "chunked"),
      ("\(post)Transfer-Encoding: gzip\r\n\r\n", 501, "gzip"),
      ("\(post)Transfer-Encoding: chunkedd\r\n\r\n", 501, "chunked"),
      ("POST /v1/feedback HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "HTTP/1.0"),
      ("FOO / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "GET, HEAD, POST"), ("nonsense\r\n\r\n", 400, "method"),
      ("\(get)Content-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400, "Content-Length"),
      ("\(get)Content-Length: x\r\n\r\n", 400, "Content-Length"),
      ("\(get)Content-Length: -1\r\n\r\n", 400, "Content-Length"),
      ("\(get)Content-Length: 9223372036854775808\r\nExpect: 100-continue\r\n\r\n", 413, "none may have as many"),
      ("\(get)Content-Length: 18446744073709551615\r\n\r\n", 413, "none may have as many"),
      ("\(get)X: a\r\n b\r\n\r\n", 400, "send"), ("\(get)Bad Name: x\r\n\r\n", 400, "Name: value"),
      ("\(get)X: \(String(repeating: "x", count: 100_000))\r\n\r\n", 400, "80 KiB"),
      ("\(get)\(String(repeating: "X: y\r\n", count: 2_000))\r\n", 400, "256 fields"),
      // Each field is short; together they are too long.
      ("\(get)\(String(repeating: "X: \(String(repeating: "y", count: 900))\r\n", count: 100))\r\n", 400, "80 KiB"),
      ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "no proxy"),
      ("GET /health/live HTTP/9.1\r\nHost: a\r\n\r\n", 400, "HTTP/1.1"),
    ]
  }

  /// Each beginning with its status.
  private static func answers(_ text: String) -> [String] {
    let starts = text.matches(of: /HTTP\/1\.1 (?=\d{3} )/).map(\.range)
    return starts.indices.map { place in
      String(text[starts[place].upperBound..<(place + 1 < starts.count ? starts[place + 1].lowerBound : text.endIndex)])
    }
  }

  @Test func refusesInWordsAndInTurn() async throws {
    try await Harness.run { harness in
      for (request, status, word) in refused {
        // Alone, and behind requests that are answered first.
        for before in 0...2 {
          let connection = try RawConnection(port: harness.client.port)
          await connection.send(Array((String(repeating: get + "\r\n", count: before) + request).utf8))
          let answers = Self.answers(await connection.receive())
          #expect(answers.count == before + 1, "\(request.prefix(80)): \(answers)")
          #expect(answers.dropLast().allSatisfy { $0.hasPrefix("200 ") })
          let last = answers.last ?? ""
          #expect(last.hasPrefix("\(status) "), "\(request.prefix(80)): \(last.prefix(300))")
          #expect(last.contains("application/problem+json") && last.contains("urn:millrace:problem:"), "\(last)")
          #expect(last.lowercased().contains("connection: close") && last.contains(word), "\(word): \(last)")
        }
      }
      #expect(try await harness.client.get("/health/live").status == 200)
    }
  }

  @Test func takesAsManyFieldsAsItSays() async throws {
    try await Harness.run { harness in
      let fields = String(repeating: "X: y\r\n", count: 254)
      let answer = try await harness.client.raw("\(get)Connection: close\r\n\(fields)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
    }
  }

  /// Whatever number it is, no body that is too long is asked for.
  @Test(arguments: ["9000000000", "9223372036854775807", "9223372036854775808", "18446744073709551615"])
  func refusesLengthsAtOnce(length: String) async throws {
    try await Harness.run { harness in
      for expect in ["", "Expect: 100-continue\r\n"] {
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(Array("\(post)\(expect)Content-Length: \(length)\r\n\r\n".utf8))
        let answer = await connection.receive(until: "too-large", wait: 10)
        #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(length): \(answer)")
      }
    }
  }

  /// What is no part of a body has an end, too: behind one length, or a little of it behind each.
  @Test(arguments: [("1;", "a"), ("", "1;\(String(repeating: "a", count: 100))\r\n \r\n")])
  func refusesExtensionsWithoutEnd(before: String, piece: String) async throws {
    try await Harness.run { harness in
      let connection = try RawConnection(port: harness.client.port)
      await connection.send(Array("\(post)Transfer-Encoding: chunked\r\n\r\n\(before)".utf8))
      await connection.send(Array(String(repeating: piece, count: (1 << 20) / piece.utf8.count).utf8))
      let answer = await connection.receive(until: "broken-body", wait: 10)
      #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("broken-body"), "\(answer)")
    }
  }

  /// Chunks as small as they get, each with what some clients write behind its length.
  @Test func takesSmallChunks() async throws {
    try await Harness.run { harness in
      let body = #"{"interaction_id":"small","input":{"n":"\#(String(repeating: "x", count: 20_000))"}}"#
      let chunks = body.utf8.map { "1\r\n\(Character(Unicode.Scalar($0)))\r\n" }.joined()
      let answer = try await harness.client.raw(
        "\(post)Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 ") || answer.contains("input"), "\(answer)")
      #expect(!answer.contains("broken-body"), "\(answer)")
    }
  }

  /// A body that breaks is one answer, and the last.
  @Test(arguments: ["zz\r\n", "1\r\nxx\r\n", "ffffffffffffffffff\r\n"]) func refusesBrokenChunks(chunk: String)
    async throws
  {
    try await Harness.run { harness in
      let connection = try RawConnection(port: harness.client.port)
      await connection.send(Array("\(post)Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n\(chunk)\(get)\r\n".utf8))
      let answer = await connection.receive()
      #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("broken-body"), "\(answer)")
      #expect(Self.answers(answer).count == 1, "\(answer)")
    }
  }

  @Test func keepsTheConnectionAsItsVersionHasIt() async throws {
    try await Harness.run { harness in
      for (version, fields, isKept) in [
        ("1.0", "", false), ("1.0", "Connection: close\r\n", false), ("1.0", "Connection: Keep-Alive\r\n", true),
        ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.1", "Connection: Close\r\n", false),
        ("1.1", "Connection: x, close\r\n", false), ("1.1", "Connection: keep-alive\r\n", true),
        ("1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n", false),
      ] {
        let connection = try RawConnection(port: harness.client.port)
        let request = Array("GET /health/live HTTP/\(version)\r\nHost: localhost\r\n\(fields)\r\n".utf8)
        await connection.send(request)
        let answer = await connection.receiveAnswer()
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(version) \(fields): \(answer)")
        #expect(answer.lowercased().contains("connection: close") != isKept, "\(version) \(fields): \(answer)")
        if version == "1.0", isKept { #expect(answer.lowercased().contains("connection: keep-alive")) }
        if isKept {
          await connection.send(request)
          let next = await connection.receiveAnswer()
          #expect(next.hasPrefix("HTTP/1.1 200 "), "\(version) \(fields): \(next)")
        } else {
          let isClosed = await connection.isClosed()
          #expect(isClosed, "\(version) \(fields)")
        }
      }
    }
  }

  /// HTTP/1.0 has neither `Host` nor expectations.
  @Test func takesHTTP10AsItIs() async throws {
    try await Harness.run { harness in
      let body = #"{"interaction_id":"old","input":{}}"#
      for expect in ["", "Expect: 100-continue\r\n", "Expect: whatever\r\n"] {
        let answer = try await harness.client.raw(
          "POST /v1/loops/demo.tiny/decide HTTP/1.0\r\nContent-Type: application/json\r\n\(expect)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      }
    }
  }
}
