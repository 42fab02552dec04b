import Foundation
import Glibc
import Testing

/// What `up` cannot work with is said at once, and nothing was started or left behind for it.
struct UpRefusalTests {
  /// Runs `up` with a data folder in a scratch folder and returns what it said.
  private static func refused(
    _ arguments: [String] = [], environment: [String: String] = [:], descriptors: Int = 1_024, folder: String = "data",
    _ prepare: (URL) throws -> Void = { _ in }
  ) async throws -> String {
    let scratch = URL(fileURLWithPath: "/tmp/millrace-refusal-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    try prepare(scratch)
    let data = scratch.appendingPathComponent(folder)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
    let program = Simulation.root.appendingPathComponent(".build/debug/millrace").path
    process.arguments =
      ["--nofile=\(descriptors):\(descriptors)", program, "up", "--data-folder", data.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MILLRACE_") }
      .merging(["MILLRACE_HOME": Simulation.root.path]) { $1 }.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(process.terminationStatus == 1)
    #expect(!FileManager.default.fileExists(atPath: data.path + "/postgres"))
    return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  @Test func aTakenPortIsToldBeforeAnythingStarts() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isBound)
    let port = UInt16(bigEndian: address.sin_port)
    let text = try await UpRefusalTests.refused(["--port", "\(port)"])
    #expect(text.contains("another program listens on port \(port) already"), "\(text)")
  }

  @Test func aDataFolderThatCannotBeMadeIsTold() async throws {
    let text = try await UpRefusalTests.refused(["--port", "0"], folder: "file/data") { scratch in
      try Data().write(to: scratch.appendingPathComponent("file"))
    }
    #expect(text.contains("/data cannot be made") && text.contains("--data-folder"), "\(text)")
  }

  @Test(arguments: [64, 96, 159]) func tooFewDescriptorsAreTold(descriptors: Int) async throws {
    let text = try await UpRefusalTests.refused(["--port", "0"], descriptors: descriptors)
    #expect(text.contains("may have \(descriptors) files and sockets open"), "\(text)")
    let least = text.firstMatch(of: /raise `ulimit -n` to at least ([0-9]+)\n/).flatMap { Int($0.1) }
    #expect(least.map { $0 >= 160 } == true, "\(text)")
  }

  @Test func whatIsNoFolderIsTold() async throws {
    let file = try await UpRefusalTests.refused(["--port", "0"]) {
      try Data().write(to: $0.appendingPathComponent("data"))
    }
    #expect(file.contains("is a file and no folder"), "\(file)")
    let link = try await UpRefusalTests.refused(["--port", "0"]) {
      try FileManager.default.createSymbolicLink(
        atPath: $0.appendingPathComponent("data").path, withDestinationPath: "/nonexistent/there")
    }
    #expect(link.contains("is a link that leads to no folder"), "\(link)")
  }

  @Test func aMissingBrokerIsTold() async throws {
    let text = try await UpRefusalTests.refused(
      ["--port", "0"], environment: ["MILLRACE_TANSU": "/nonexistent/tansu"])
    #expect(text.contains("the embedded broker is not at /nonexistent/tansu"), "\(text)")
  }
}
