import AsyncHTTPClient
import Domain
import Foundation
import HummingbirdTLS
import TestSupport
import Testing
import Wire

/// The real program on an address that others can reach: not without TLS and a token.
struct ExposureTests {
  private static let token = "correct-horse-battery-staple"
  private static let program = Simulation.root.appendingPathComponent(".build/debug/millrace").path

  private struct Folder {
    let path = ChildProcess.temporaryPath("exposure")
    var certificate: String { path + "/certificate.pem" }
    var key: String { path + "/key.pem" }
    var tls: [String: String] { ["MILLRACE_TLS_CERTIFICATE": certificate, "MILLRACE_TLS_KEY": key] }

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let made = try ChildProcess.run(
        "openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
          "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ])
      try #require(made.status == 0, "\(made.output)")
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test(arguments: [["inference", "--database", "host=127.0.0.1 port=1", "--kafka", "127.0.0.1:1"], ["up"]])
  func isRefusedWithoutTLSAndToken(command: [String]) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let data = folder.path + "/data"
    for (tls, token, missing) in [
      ([:], [:], "needs a TLS certificate and key and a token;"), (folder.tls, [:], "needs a token;"),
      ([:], ["MILLRACE_TOKEN": Self.token], "needs a TLS certificate and key;"),
    ] {
      let (status, output) = try ChildProcess.run(
        Self.program, command + ["--port", "0", "--data-folder", data],
        environment: ["MILLRACE_HTTP_HOST": "0.0.0.0"].merging(tls) { $1 }.merging(token) { $1 })
      #expect(status != 0)
      #expect(output.contains("0.0.0.0 can be reached by others, which \(missing)"), "\(output)")
      #expect(output.contains("MILLRACE_TLS_KEY and MILLRACE_TOKEN"), "\(output)")
    }
    let half = try ChildProcess.run(
      Self.program, command + ["--data-folder", data], environment: ["MILLRACE_TLS_KEY": folder.key])
    #expect(half.status != 0 && half.output.contains("belong together"), "\(half.output)")
    // Nothing was started before it was refused.
    #expect(!FileManager.default.fileExists(atPath: data + "/postgres"))
  }

  @Test(arguments: [
    ["inference", "--database", "host=127.0.0.1 port=1", "--kafka", "127.0.0.1:1"], ["up"],
    ["checkpointer", "--database", "host=127.0.0.1 port=1", "--kafka", "127.0.0.1:1"],
  ])
  func namesWhatIsNoHostOrOrigin(command: [String]) throws {
    let folder = try Folder()
    defer { folder.remove() }
    for (variable, text) in [
      ("MILLRACE_ALLOWED_HOSTS", "http://example.org"), ("MILLRACE_ALLOWED_ORIGINS", "example.org"),
      ("MILLRACE_ALLOWED_ORIGINS", "*"), ("MILLRACE_ALLOWED_HOSTS", "a..b"), ("MILLRACE_ALLOWED_HOSTS", "-a"),
      ("MILLRACE_ALLOWED_HOSTS", "a'b"), ("MILLRACE_ALLOWED_HOSTS", "a%00b"), ("MILLRACE_ALLOWED_HOSTS", "999.1.1.1"),
      ("MILLRACE_ALLOWED_HOSTS", String(repeating: "a.", count: 130) + "b"),
    ] {
      let (status, output) = try ChildProcess.run(
        Self.program, command + ["--data-folder", folder.path + "/data"],
        environment: [variable: (variable.hasSuffix("HOSTS") ? "" : "https://") + "a.example , " + text])
      #expect(status != 0 && output.contains("\"\(text)\" is no allowed") && output.contains(variable), "\(output)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/postgres"))
  }

  @Test(arguments: [
    ("MILLRACE_ACCEPT", "disk", "journal (an answer is accepted once it is on this disk) or kafka"),
    ("MILLRACE_JOURNAL_BYTES", "1 GB", "a number of bytes, 4096 or more"),
    ("MILLRACE_JOURNAL_BYTES", "100", "a number of bytes, 4096 or more"),
    ("MILLRACE_SPOOL_BYTES", "-1", "a number of bytes, 4096 or more"),
  ])
  func namesWhatTheJournalCannotBe(variable: String, text: String, words: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let (status, output) = try ChildProcess.run(
      Self.program, ["up", "--port", "0", "--data-folder", folder.path + "/data"], environment: [variable: text])
    #expect(status != 0 && output.contains("\(variable) is \(text)") && output.contains(words), "\(output)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/postgres"))
  }

  @Test func answersThoseWithTheTokenOverTLS() async throws {
    let folder = try Folder()
    defer { folder.remove() }
    let process = try ChildProcess(
      Self.program, ["up", "--port", "0", "--data-folder", folder.path + "/data"], logPath: folder.path + "/log",
      stopSignal: "TERM",
      environment: folder.tls.merging(["MILLRACE_HTTP_HOST": "0.0.0.0", "MILLRACE_TOKEN": Self.token]) { $1 })
    defer { process.stop() }
    var port: Substring?
    while process.isRunning, port == nil {
      port = process.log.firstMatch(of: /millrace is up: https:\/\/0\.0\.0\.0:([0-9]+)\n/)?.1
      try await Task.sleep(for: .milliseconds(50))
    }
    let base = "https://127.0.0.1:\(try #require(port, "\(process.log)"))"
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .file(folder.certificate)
    let http = HTTPClient(configuration: .init(tlsConfiguration: tls))
    func get(_ path: String, token: String?) async throws -> (status: UInt, type: String?, body: JSONValue) {
      var request = HTTPClientRequest(url: base + path)
      if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
      let response = try await http.execute(request, timeout: .seconds(60))
      let body = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
      return (response.status.code, response.headers.first(name: "content-type"), try JSONReader.parse(body))
    }
    do {
      var ready: UInt = 0
      while process.isRunning, ready != 200 { ready = try await get("/health/ready", token: nil).status }
      let loops = try await get("/v1/loops", token: Self.token)
      #expect(loops.status == 200 && loops.body == ["loops": []])
      for token in [nil, "wrong-horse-battery-staple"] {
        let refused = try await get("/v1/loops", token: token)
        #expect(refused.status == 401 && refused.type == "application/problem+json")
        #expect(refused.body["type"] == "urn:millrace:problem:unauthorized")
      }
    } catch {
      Issue.record(error)
    }
    try await http.shutdown()
  }
}
