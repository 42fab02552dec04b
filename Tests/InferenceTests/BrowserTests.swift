import Domain
import TestSupport
import Testing

/// A browser is no way in for other sites' pages, through a whole service.
@Suite(.broker, .database(migrated: true)) struct BrowserTests {
  private static let decide = "/v1/loops/demo.tiny/decide"
  private static let body = #"{"interaction_id":"refused","input":{}}"#
  private static let taken = #"{"interaction_id":"taken","input":{}}"#

  /// - Parameter head: a first line, and fields, each with its line end.
  private func ask(_ harness: Harness, _ head: String, body: String = "") async throws -> String {
    try await harness.client.raw("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  private func post(_ fields: String, target: String = Self.decide, type: String = "application/json") -> String {
    "POST \(target) HTTP/1.1\r\n\(fields)\(type.isEmpty ? "" : "Content-Type: \(type)\r\n")"
  }

  @Test func refusesOtherHostsAndOrigins() async throws {
    try await Harness.run { harness in
      let own = "localhost:\(harness.client.port)"
      for (head, status, words) in [
        (post("Host: evil.example\r\n"), 421, ["misdirected", "evil.example", "MILLRACE_ALLOWED_HOSTS"]),
        (post("Host: evil.example:\(harness.client.port)\r\n"), 421, ["misdirected"]),
        (post("Host: \(own)\r\n", target: "http://evil.example\(Self.decide)"), 421, ["misdirected"]),
        (post("Host: \(own)\r\n", target: "HTTP://evil.example:80?\(Self.decide)"), 421, ["misdirected"]),
        (post("Host: \(own)\r\n", target: "http://a@localhost\(Self.decide)"), 400, ["malformed-request"]),
        (post("Host: \(own)\r\nOrigin: http://evil.example\r\n"), 403, ["foreign-origin", "MILLRACE_ALLOWED_ORIGINS"]),
        (post("Host: \(own)\r\nOrigin: null\r\n"), 403, ["foreign-origin"]),
        (post("Host: \(own)\r\nOrigin: http://\(own)\r\nOrigin: http://evil.example\r\n"), 403, ["foreign-origin"]),
        (post("Host: \(own)\r\n", type: ""), 415, ["unsupported-media-type", "has no `Content-Type`"]),
        (post("Host: \(own)\r\n", type: "text/plain"), 415, ["unsupported-media-type"]),
        ("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n", 421, ["misdirected"]),
        ("GET /health/live HTTP/1.1\r\nHost: \(own)\r\nOrigin: http://evil.example\r\n", 403, ["foreign-origin"]),
        ("OPTIONS \(Self.decide) HTTP/1.1\r\nHost: \(own)\r\nOrigin: http://evil.example\r\n", 403, ["foreign-origin"]),
      ] {
        let answer = try await ask(harness, head, body: head.hasPrefix("POST") ? Self.body : "")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(head): \(answer)")
        for word in words + ["application/problem+json"] { #expect(answer.contains(word), "\(head): \(answer)") }
        let fields = answer.lowercased()
        #expect(fields.contains("x-content-type-options: nosniff") && !fields.contains("access-control-"), "\(answer)")
      }
      for head in [
        post("Host: evil.example\r\n", target: "http://\(own)\(Self.decide)"),
        post("Host: \(own)\r\nOrigin: http://\(own)\r\n"), post("Host: LOCALHOST.\r\n"),
        "POST \(Self.decide) HTTP/1.0\r\nContent-Type: application/problem+json\r\n",
      ] {
        let answer = try await ask(harness, head, body: Self.taken)
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(head): \(answer)")
        #expect(!answer.lowercased().contains("access-control-") && !answer.lowercased().contains("vary:"))
      }
      // What was refused is not recorded.
      #expect(try await Harness.events("millrace.interactions", count: 4).allSatisfy { $0.subject == "taken" })
    }
  }

  @Test func letsDeclaredPagesIn() async throws {
    try await Harness.run {
      $0.allowedOrigins = ["https://app.example.org"]
      $0.allowedHosts = ["millrace.example.org"]
      $0.token = "correct-horse-battery-staple"
    } _: { harness in
      let host = "Host: millrace.example.org\r\n"
      let token = "Authorization: Bearer correct-horse-battery-staple\r\n"
      let app = "Origin: https://app.example.org\r\n"
      let preflight = try await ask(
        harness,
        "OPTIONS \(Self.decide) HTTP/1.1\r\n\(host)\(app)Access-Control-Request-Method: POST\r\n"
          + "Access-Control-Request-Headers: authorization,content-type\r\n"
      ).lowercased()
      #expect(preflight.hasPrefix("http/1.1 204 "), "\(preflight)")
      for field in [
        "access-control-allow-origin: https://app.example.org\r\n", "access-control-allow-methods: get, head, post\r\n",
        "access-control-allow-headers: authorization, content-type,", "access-control-max-age: 600\r\n",
        "vary: origin\r\n",
      ] { #expect(preflight.contains(field), "\(field)\(preflight)") }
      for (fields, status) in [(app + token, 200), (app, 401), (app + token + "Expect: a=b\r\n", 417)] {
        let answer = try await ask(harness, post(host + fields), body: Self.body).lowercased()
        #expect(answer.hasPrefix("http/1.1 \(status) "), "\(answer)")
        #expect(answer.contains("access-control-allow-origin: https://app.example.org\r\n"), "\(answer)")
        #expect(answer.contains("vary: origin\r\n") && !answer.contains("allow-credentials"), "\(answer)")
      }
      // Others get nothing, and neither does who has no page; but caches hear that it would be another answer.
      let none = try await ask(harness, post(host + token), body: Self.body).lowercased()
      #expect(none.hasPrefix("http/1.1 200 ") && none.contains("vary: origin\r\n") && !none.contains("access-control-"))
      let other = try await ask(
        harness,
        "OPTIONS \(Self.decide) HTTP/1.1\r\n\(host)Origin: https://other.example.org\r\n"
          + "Access-Control-Request-Method: POST\r\n"
      ).lowercased()
      #expect(other.hasPrefix("http/1.1 403 ") && !other.contains("access-control-"), "\(other)")
    }
  }

  /// Blanks and tabs around a value are none of it (RFC 9112, section 5.1).
  @Test func takesFieldsWithBlanksBehindThem() async throws {
    try await Harness.run {
      $0.allowedOrigins = ["https://app.example.org"]
    } _: { harness in
      let own = "localhost:\(harness.client.port)"
      for blanks in [" ", "\t", " \t "] {
        for origin in ["http://\(own)", "https://app.example.org"] {
          let fields = "Host:\(blanks)\(own)\(blanks)\r\nOrigin:\(blanks)\(origin)\(blanks)\r\n"
          let answer = try await ask(harness, post(fields, type: "application/json\(blanks)"), body: Self.taken)
          #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
          let isNamed = answer.lowercased().contains("access-control-allow-origin: https://app.example.org\r\n")
          #expect(isNamed == (origin == "https://app.example.org"), "\(answer)")
        }
        let other = try await ask(harness, post("Host: local host\(blanks)\r\n"), body: Self.body)
        #expect(other.hasPrefix("HTTP/1.1 400 "), "\(other)")
      }
    }
  }

  /// A page of the service's own needs no preflight; what asks for one learns what a path takes.
  @Test(arguments: [[], ["https://app.example.org"]]) func answersItsOwnPagesAsAnybody(origins: [String]) async throws {
    try await Harness.run {
      $0.allowedOrigins = origins
    } _: { harness in
      let own = "localhost:\(harness.client.port)"
      let answer = try await ask(
        harness,
        "OPTIONS \(Self.decide) HTTP/1.1\r\nHost: \(own)\r\nOrigin: http://\(own)\r\n"
          + "Access-Control-Request-Method: POST\r\n"
      ).lowercased()
      #expect(answer.hasPrefix("http/1.1 204 ") && answer.contains("\r\nallow: post, options\r\n"), "\(answer)")
      #expect(!answer.contains("access-control-"), "\(answer)")
    }
  }

  @Test func saysToBrowsersWhatAnAnswerIs() async throws {
    try await Harness.run { harness in
      try await harness.fold.record("order-1", loop: "demo.tiny")
      for path in ["/v1/loops", "/health/live", "/metrics", "/openapi.yaml", "/nowhere", "/v1/loops/none"] {
        for method in ["GET", "HEAD", "OPTIONS", "PUT"] {
          let answer = try await harness.client.send(method, path, nil)
          #expect(answer.headers["x-content-type-options"] == "nosniff", "\(method) \(path)")
        }
      }
      for request in ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
        let answer = try await harness.client.raw(request)
        #expect(answer.lowercased().contains("x-content-type-options: nosniff\r\n"), "\(answer)")
      }
      let page = try await harness.client.send(
        "GET", "/v1/interactions/order-1/explanation", nil, headers: ["accept": "text/html"])
      let policy = try #require(page.headers["content-security-policy"])
      #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
      #expect(policy.hasSuffix("; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"))
      #expect(page.headers["referrer-policy"] == "no-referrer" && page.headers["x-content-type-options"] == "nosniff")
      // The page has nothing but the style that the policy lets it have.
      let styles = page.text.matches(of: /<style>((?s).*?)<\/style>/).map { String($0.1) }
      #expect(styles.count == 1 && policy.contains("'\(Digest.integrity(of: styles[0]))'"))
      for part in ["<script", "style=", "<link", "<img", "src=", "onload", "http:", "https:"] {
        #expect(!page.text.contains(part), "\(part)")
      }
    }
  }
}
