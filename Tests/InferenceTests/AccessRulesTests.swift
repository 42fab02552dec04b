import NIOHTTP1
import Testing

@testable import Inference

/// For which hosts requests are taken, and from whose pages.
@Suite struct AccessRulesTests {
  private func code(
    _ rules: AccessRules, _ host: String?, _ origins: String...
  ) -> String? {
    var headers = HTTPHeaders()
    if let host { headers.add(name: "Host", value: host) }
    for origin in origins { headers.add(name: "Origin", value: origin) }
    return rules.problem(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers))?.code
  }

  private func rules(
    _ address: String = "127.0.0.1", hosts: [String] = [], origins: [String] = [], isSecure: Bool = false
  ) throws(InferenceError) -> AccessRules {
    try AccessRules(address: address, hosts: hosts, origins: origins, isSecure: isSecure)
  }

  @Test(arguments: [
    "localhost", "LocalHost:8080", "localhost.", "localhost.:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8080",
    "[0:0:0:0:0:0:0:1]", "localhost:", nil,
  ]) func takesThisMachine(host: String?) throws {
    for address in ["127.0.0.1", "localhost", "::1"] {
      let found = code(try rules(address), host)
      #expect(found == nil)
    }
  }

  @Test(arguments: [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:80", "localhost:x",
    "localhost:65536", "", ":8080", "[::1", "[::1]x", "[::2]", "::1", "0.0.0.0", "127.0.0.2", "localhost..",
    "10.0.0.7",
  ]) func refusesOthersOnLoopback(host: String) throws {
    for address in ["127.0.0.1", "localhost", "::1"] {
      let found = code(try rules(address), host)
      #expect(found == "misdirected")
    }
  }

  @Test func anAddressIsWrittenAsInAURI() {
    #expect(ListenAddress.text("::1", port: 1) == "[::1]:1" && ListenAddress.text("[::1]", port: 1) == "[::1]:1")
    #expect(ListenAddress.text("127.0.0.1", port: 80) == "127.0.0.1:80")
  }

  @Test func takesItsOwnAddressOfLoopback() throws {
    let rules = try rules("127.8.9.1")
    #expect(code(rules, "127.8.9.1:80") == nil && code(rules, "localhost") == nil)
    #expect(code(rules, "127.8.9.2") == "misdirected")
  }

  @Test func takesAnyHostWhereOthersReachItUnlessSomeAreNamed() throws {
    let any = try rules("0.0.0.0")
    for host in ["10.0.0.7:8443", "pod-1", "evil.example", nil] { #expect(code(any, host) == nil) }
    let named = try rules("0.0.0.0", hosts: ["Millrace.Example.Org.", "10.0.0.7", "fe80::0:1"])
    for host in ["millrace.example.org:8443", "10.0.0.7", "[fe80::1]:1", "127.0.0.1:8443", "localhost", nil] {
      #expect(code(named, host) == nil)
    }
    for host in ["example.org", "a.millrace.example.org", "10.0.0.8"] { #expect(code(named, host) == "misdirected") }
    // Behind a proxy on the same machine.
    let behind = try rules(hosts: ["millrace.example.org"])
    #expect(code(behind, "millrace.example.org") == nil && code(behind, "localhost") == nil)
    #expect(code(behind, "example.org") == "misdirected")
  }

  @Test func takesItsOwnPagesAndThoseThatAreDeclared() throws {
    let alone = try rules()
    for (host, origin) in [
      ("localhost:8080", "http://localhost:8080"), ("localhost", "http://localhost"),
      ("localhost", "http://LOCALHOST:80"),
      ("127.0.0.1:80", "http://127.0.0.1"), ("[::1]:8080", "http://[::1]:8080"),
    ] {
      #expect(code(alone, host, origin) == nil)
      #expect(code(alone, host, origin, "http://evil.example") == "foreign-origin")
    }
    for origin in [
      "http://evil.example", "https://localhost:8080", "http://localhost:8081", "http://127.0.0.1:8080", "null", "",
      "localhost:8080", "http://localhost:8080/", "http://localhost:8080@evil.example", "file://", "*",
    ] {
      #expect(code(alone, "localhost:8080", origin) == "foreign-origin", "\(origin)")
    }
    let declared = try rules(origins: ["https://app.example.org", "http://localhost:3000"])
    for origin in ["https://app.example.org", "https://APP.example.org:443", "http://localhost:3000"] {
      #expect(code(declared, "localhost:8080", origin) == nil)
    }
    #expect(code(declared, "localhost:8080", "http://app.example.org") == "foreign-origin")
    #expect(code(try rules(isSecure: true), "localhost", "https://localhost") == nil)
    #expect(code(try rules(isSecure: true), "localhost", "http://localhost") == "foreign-origin")
  }

  @Test(arguments: [
    "", "a b", "http://example.org", "example.org:80", "[::1]:80", "*.example.org", "a/b", "example.org:",
  ])
  func namesAHostThatIsNone(host: String) throws {
    let error = #expect(throws: InferenceError.self) { try rules(hosts: [host]) }
    #expect(error?.code == .configuration && error?.message.contains("\"\(host)\"") == true)
  }

  @Test(arguments: [
    "", "*", "null", "example.org", "https://example.org/", "https://", "https://*.example.org", "://a",
    "https://a.com:",
  ])
  func namesAnOriginThatIsNone(origin: String) throws {
    let error = #expect(throws: InferenceError.self) { try rules(origins: [origin]) }
    #expect(error?.code == .configuration && error?.message.contains("\"\(origin)\"") == true)
  }
}
