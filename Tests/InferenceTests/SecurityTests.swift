import AsyncHTTPClient
import Domain
import Foundation
import HummingbirdTLS
import Inference
import Publishing
import TestSupport
import Testing

@Suite struct ExposureTests {
  private func configuration(_ host: String, tls: Bool, token: String?) -> InferenceConfiguration {
    InferenceConfiguration(
      host: host, tls: tls ? .init(certificate: "c.pem", key: "k.pem") : nil, token: token,
      journal: JournalConfiguration(folder: "unused"), openAPIFile: "unused")
  }

  @Test(arguments: ["127.0.0.1", "127.8.9.1", "localhost", "::1"]) func letsLoopbackPass(host: String) throws {
    try configuration(host, tls: false, token: nil).validate()
  }

  @Test(arguments: ["0.0.0.0", "::", "10.0.0.7", "example.org", "127.0.0.1.example.org", "127.1", ""])
  func refusesOtherAddressesWithoutTLSAndToken(host: String) throws {
    let token = "0123456789abcdef0123"
    for (tls, given) in [(false, nil), (true, nil), (false, token)] {
      let error = #expect(throws: InferenceError.self) {
        try configuration(host, tls: tls, token: given).validate()
      }
      #expect(error?.code == .exposed)
    }
    try configuration(host, tls: true, token: token).validate()
  }

  @Test(arguments: ["", "short", "with spaces in it, and long enough"]) func refusesAWeakToken(token: String) throws {
    let error = #expect(throws: InferenceError.self) { try configuration("::1", tls: false, token: token).validate() }
    #expect(error?.code == .configuration)
  }
}

@Suite(.broker, .database(migrated: true)) struct AuthorizationTests {
  private static let token = "correct-horse-battery-staple"

  @Test func asksForTheTokenUnderV1Only() async throws {
    try await Harness.run {
      $0.token = Self.token
    } _: { harness in
      var client = harness.client
      for path in ["/health/live", "/health/ready", "/metrics", "/openapi.yaml"] {
        #expect(try await client.get(path).status == 200, "\(path)")
      }
      for token in [nil, "", "wrong", Self.token + "x", String(Self.token.dropLast())] {
        client.token = token
        let answer = try await client.get("/v1/loops")
        #expect(answer.status == 401 && answer.headers["www-authenticate"] == "Bearer")
        #expect(answer.json["type"] == "urn:millrace:problem:unauthorized")
        #expect(try await client.decide(["input": [:]]).status == 401)
        #expect(try await client.post("/v1/feedback", [:]).status == 401)
        #expect(try await client.get("/v1/loops/demo.tiny").status == 401)
      }
      client.token = Self.token
      #expect(try await client.get("/v1/loops").status == 200)
      #expect(try await client.decide(["input": [:]]).status == 200)
      let events = try await Harness.events("millrace.interactions", count: 1)
      #expect(events.count == 1)
    }
  }

  @Test func servesOverTLS() async throws {
    let folder = NSTemporaryDirectory() + "millrace-tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (certificate, key) = (folder + "/certificate.pem", folder + "/key.pem")
    let made = try ChildProcess.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
      ])
    #expect(made.status == 0, "\(made.output)")
    try await Harness.run {
      $0.host = "0.0.0.0"
      $0.tls = .init(certificate: certificate, key: key)
      $0.token = Self.token
      $0.connections.head = .seconds(5)
    } _: { harness in
      // Who does not even shake hands is left.
      let silent = try RawConnection(port: harness.client.port)
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .file(certificate)
      let http = HTTPClient(configuration: .init(tlsConfiguration: tls))
      var client = harness.client
      client.http = http
      client.token = Self.token
      #expect(try await client.decide(["input": [:]]).status == 200)
      try await http.shutdown()
      // A client that does not know the certificate, and one without TLS, get nothing.
      var stranger = harness.client
      stranger.seconds = 1
      await #expect(throws: (any Error).self) { try await stranger.get("/health/live") }
      var plain = Client(base: harness.client.base.replacingOccurrences(of: "https", with: "http"))
      plain.seconds = 1
      await #expect(throws: (any Error).self) { try await plain.get("/health/live") }
      let isLeft = await silent.isClosed()
      #expect(isLeft)
    }
  }

  @Test func namesFilesThatCannotBeUsed() async throws {
    let error = await #expect(throws: InferenceError.self) {
      try await Harness.run {
        $0.tls = .init(certificate: "/nowhere/c.pem", key: "/nowhere/k.pem")
      } _: { _ in
      }
    }
    #expect(error?.code == .configuration && error?.message.contains("/nowhere/c.pem") == true)
  }
}
