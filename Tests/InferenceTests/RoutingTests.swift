import Domain
import Inference
import TestSupport
import Testing

@Suite(.broker, .database(migrated: true)) struct RoutingTests {
  private static let token = "correct-horse-battery-staple"

  private struct Case {
    var method: String
    var path: String
    /// Without the token, and with it.
    var statuses: (Int, Int)
    var code: String?
    var allow: String?

    init(_ method: String, _ path: String, _ statuses: (Int, Int), _ code: String? = nil, allow: String? = nil) {
      (self.method, self.path, self.statuses, self.code, self.allow) = (method, path, statuses, code, allow)
    }
  }

  /// First whether the path is served, then whether the token is there, then whether the path takes the method.
  @Test func checksPathThenTokenThenMethod() async throws {
    let cases = [
      Case("GET", "/nowhere", (404, 404), "not-found"), Case("GET", "/", (404, 404), "not-found"),
      Case("GET", "/v1", (404, 404), "not-found"), Case("GET", "/v1/nowhere", (404, 404), "not-found"),
      Case("GET", "/v1/feedback/", (404, 404), "not-found"), Case("PUT", "/v1/nowhere", (404, 404), "not-found"),
      Case("GET", "//v1/loops", (404, 404), "not-found"), Case("GET", "/health/live/", (404, 404), "not-found"),
      Case("GET", "/v1/loops", (401, 200)), Case("GET", "/v1/loops?", (401, 200)),
      Case("GET", "/v1/loops?x=/", (401, 422), "invalid"),
      Case("OPTIONS", "/v1/loops", (401, 204), allow: "GET, HEAD, OPTIONS"),
      Case("OPTIONS", "/v1/feedback", (401, 204), allow: "POST, OPTIONS"),
      Case("OPTIONS", "/metrics", (204, 204), allow: "GET, HEAD, OPTIONS"),
      Case("OPTIONS", "/nowhere", (404, 404), "not-found"),
      Case("GET", "/v1/loops/", (401, 404), "unknown-loop"),
      Case("POST", "/v1/loops//decide", (401, 404), "unknown-loop"),
      Case("GET", "/v1/interactions//explanation", (401, 404), "unknown-interaction"),
      Case("DELETE", "/v1/loops", (401, 405), "method-not-allowed", allow: "GET, HEAD, OPTIONS"),
      Case("PROPFIND", "/v1/loops", (401, 405), "method-not-allowed", allow: "GET, HEAD, OPTIONS"),
      Case("GET", "/v1/feedback", (401, 405), "method-not-allowed", allow: "POST, OPTIONS"),
      Case("HEAD", "/v1/feedback", (401, 405), allow: "POST, OPTIONS"),
      Case("HEAD", "/v1/loops", (401, 200)), Case("HEAD", "/nowhere", (404, 404)),
      Case("POST", "/health/live", (405, 405), "method-not-allowed", allow: "GET, HEAD, OPTIONS"),
      Case("HEAD", "/metrics", (200, 200)),
    ]
    try await Harness.run {
      $0.token = Self.token
    } _: { harness in
      for test in cases {
        for (token, status) in [(nil, test.statuses.0), (Self.token, test.statuses.1)] {
          var client = harness.client
          client.token = token
          let name: Comment = "\(test.method) \(test.path), \(token == nil ? "without" : "with") the token"
          let answer = try await client.send(test.method, test.path, test.method == "POST" ? Array("{}".utf8) : nil)
          #expect(answer.status == status, name)
          #expect(answer.headers["allow"] == (status == 405 || status == 204 ? test.allow : nil), name)
          #expect(!(test.method == "HEAD" && !answer.bytes.isEmpty), name)
          if status == test.statuses.1, let code = test.code {
            #expect(answer.json["type"] == .string("urn:millrace:problem:\(code)"), name)
          }
        }
      }
      // Refused by path or method: no route. Refused by the token: the route.
      let lines = try await harness.client.get("/metrics").text.split(separator: "\n")
      for line in [
        #"millrace_http_requests_total{route="none",method="other",status="401"} 1"#,
        #"millrace_http_requests_total{route="none",method="other",status="405"} 1"#,
        #"millrace_http_requests_total{route="none",method="HEAD",status="405"} 1"#,
        #"millrace_http_requests_total{route="/v1/loops",method="HEAD",status="401"} 1"#,
        #"millrace_http_requests_total{route="/v1/loops",method="HEAD",status="200"} 1"#,
        #"millrace_http_requests_total{route="/v1/loops",method="GET",status="401"} 3"#,
        #"millrace_http_requests_total{route="/v1/loops/{loop}",method="GET",status="404"} 1"#,
        #"millrace_http_requests_total{route="/v1/loops/{loop}/decide",method="POST",status="404"} 1"#,
      ] {
        #expect(lines.contains(Substring(line)), "\(line)")
      }
    }
  }

  @Test func decodesPathsAndQueries() async throws {
    try await Harness.run { harness in
      let client = harness.client
      func detail(_ path: String) async throws -> String { try await client.get(path).json["detail"]?.string ?? "" }
      #expect(try await client.get("/v1/loops/demo%2Etiny").status == 200)
      #expect(try await client.post("/v1/loops/demo%2etiny/decide", ["input": [:]]).status == 200)
      // Segments are parted before they are decoded.
      #expect(try await client.get("/v1%2Floops").status == 404)
      for (segment, name) in [
        ("a+b", "a+b"), ("a%20b", "a b"), ("a%2Fb", "a/b"), ("%2Bx", "+x"), ("%C3%A9", "é"), ("", ""),
        ("%7Bempty%7D", "{empty}"),
      ] {
        #expect(try await detail("/v1/loops/" + segment).hasPrefix("there is no loop \"\(name)\""), "\(segment)")
      }
      #expect(
        try await detail("/v1/interactions/a%2Fb+c/explanation?loop=x%2By+z")
          .hasPrefix("no loop x+y z has an interaction a/b+c "))
      #expect(
        try await detail("/v1/events?id=a+b%20c%2B&source=%2Fs%26t")
          .hasPrefix("the ledger has no event a b c+ of /s&t:"))
      let missing = try await client.get("/v1/events?ID=x&source=")
      #expect(missing.status == 422)
      #expect(missing.json["errors"]?.array?.compactMap { $0["field"]?.string } == ["ID"])
      #expect(missing.json["detail"]?.string?.contains("did you mean `id`?") == true)
      let empty = try await client.get("/v1/events?id=&source=")
      #expect(empty.json["errors"]?.array?.compactMap { $0["field"]?.string } == ["source", "id"])
      let twice = try await client.get("/v1/events?id=a&source=s&id=b")
      #expect(twice.status == 422 && twice.json["detail"]?.string?.contains("twice") == true)
      for path in ["/he%61lth/live", "/%68ealth/%6c%69ve", "/v1/l%6Fops/d%65mo.tiny"] {
        #expect(try await client.get(path).status == 200, "\(path)")
      }
      // A text that cannot be read is refused, whether in a path or in a query.
      for escape in ["%", "%4", "%zz", "%+f", "%-1", "%C3", "%FF", "%00", "%ed%a0%80"] {
        for path in [
          "/\(escape)", "/nowhere/a\(escape)", "/v1/loops/a\(escape)", "/v1/events?source=s&id=a\(escape)",
          "/v1/events?source=s&i\(escape)=x",
        ] {
          let answer = try await client.raw("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
          #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(path)")
          #expect(answer.contains("malformed-target"), "\(path)")
        }
      }
    }
  }

  /// 404 for the loop comes before what is wrong with the body: its kind, its size, its text, its meaning.
  @Test func checksTheLoopThenTheBody() async throws {
    try await Harness.run {
      $0.limits.bodyBytes = 64
    } _: { harness in
      let large = [UInt8](repeating: 0x20, count: 65)
      for (loop, body, type, status) in [
        ("none", large, "text/plain", 404), ("demo.tiny", large, "text/plain", 415),
        ("demo.tiny", large, "application/json", 413), ("demo.tiny", Array("{".utf8), "application/json", 400),
        ("demo.tiny", Array("{}".utf8), "application/problem+json", 422),
        ("demo.tiny", Array(#"{"input":{}}"#.utf8), "application/json", 200),
      ] {
        let path = "/v1/loops/\(loop)/decide"
        let answer = try await harness.client.send("POST", path, body, contentType: type)
        #expect(answer.status == status, "\(loop) \(type)")
      }
    }
  }
}
