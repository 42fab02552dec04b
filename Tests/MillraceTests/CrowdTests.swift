import AsyncHTTPClient
import Foundation
import TestSupport
import Testing

/// The inference service with few descriptors, and many who connect and say next to nothing.
@Suite(.serialized, .database(migrated: true))
struct CrowdTests {
  /// TCP connections to loopback that are closed when this is let go of.
  private final class Crowd: Sendable {
    let sockets: [Int32]

    /// - Parameter said: what each says.
    init(_ count: Int, port: UInt16, said: String) throws {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      sockets = (0..<count).map { _ in
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        _ = withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
          }
        }
        _ = said.withCString { Foundation.send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        return socket
      }
      try #require(sockets.allSatisfy { $0 >= 0 })
    }

    deinit { for socket in sockets { close(socket) } }
  }

  private struct Service {
    let process: Process
    let output: URL
    let port: UInt16

    var log: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// Has a probe answered, over a connection of its own: where that is closed in favour of another, it asks again, as
    /// probes do. That may take a while on a machine that is busy, and not for ever.
    func probe() async throws {
      let start = ContinuousClock.now
      while true {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/health/live")
        request.headers.add(name: "connection", value: "close")
        do {
          let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
          #expect(response.status == .ok)
          _ = try await response.body.collect(upTo: 1 << 16)
          return
        } catch {
          guard process.isRunning, ContinuousClock.now - start < .seconds(150) else { throw error }
          try await Task.sleep(for: .milliseconds(200))
        }
      }
    }

    var descriptors: Int {
      get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count }
    }

    /// Processor time so far, in hundredths of a second.
    var ticks: Int {
      get throws {
        let stat = try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
        let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
        return try #require(Int(fields[11])) + #require(Int(fields[12]))
      }
    }

    func limit(descriptors: Int) throws {
      let set = try ChildProcess.run("prlimit", ["--nofile=\(descriptors):", "--pid", "\(process.processIdentifier)"])
      try #require(set.status == 0, "\(set.output)")
    }
  }

  private func withService(descriptors: Int, _ body: (Service) async throws -> Void) async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let (process, output) = try program.start(
      ["inference", "--port", "0"], environment: ["MILLRACE_LOG": "info"], descriptors: descriptors)
    defer { kill(process.processIdentifier, SIGKILL) }
    var port: UInt16?
    while process.isRunning, port == nil {
      let log = try String(contentsOf: output, encoding: .utf8)
      port = log.firstMatch(of: /inference listens.* port=(\d+)|port=(\d+) .*inference listens|port=(\d+)/)
        .flatMap { UInt16($0.1 ?? $0.2 ?? $0.3 ?? "") }
      try await Task.sleep(for: .milliseconds(50))
    }
    let log = try String(contentsOf: output, encoding: .utf8)
    try await body(Service(process: process, output: output, port: try #require(port, "\(log)")))
  }

  @Test(arguments: [
    "", "GET /health/live HTTP/1.1\r\nHost: loc",
    "POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
  ]) func aProbeIsAnsweredBesideManyThatSayLittle(said: String) async throws {
    try await withService(descriptors: 300) { service in
      try await service.probe()
      let crowd = try Crowd(400, port: service.port, said: said)
      for _ in 0..<5 {
        try await service.probe()
        #expect(try service.descriptors < 280)
        try await Task.sleep(for: .milliseconds(200))
      }
      #expect(service.process.isRunning)
      withExtendedLifetime(crowd) {}
    }
  }

  /// Something else has the descriptors: the system refuses connections, which ends nothing, and takes no time.
  @Test func goesOnWhereTheSystemTakesNoConnections() async throws {
    try await withService(descriptors: 300) { service in
      try await service.probe()
      try service.limit(descriptors: service.descriptors + 6)
      let crowd = try Crowd(50, port: service.port, said: "GET / HTTP/1.1\r\nHost: loc")
      for _ in 0..<3 { try await service.probe() }
      try service.limit(descriptors: service.descriptors - 1)
      let (before, start) = (try service.ticks, ContinuousClock.now)
      try await Task.sleep(for: .seconds(3))
      let used = Duration.milliseconds(10) * (try service.ticks - before)
      #expect(used < (ContinuousClock.now - start) / 2)
      #expect(service.log.contains("a connection could not be taken"))
      try service.limit(descriptors: 300)
      try await service.probe()
      withExtendedLifetime(crowd) {}
    }
  }
}
