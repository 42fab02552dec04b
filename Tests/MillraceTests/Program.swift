import Foundation
import Postgres
import TestSupport

/// The real program, against the test's database and a broker, with a data folder of its own.
struct Program: Sendable {
  struct Output: Sendable {
    var status: Int32
    var text: String
  }

  let folder: URL
  private let environment: [String: String]

  /// - Parameter kafka: bootstrap servers; nil for commands that need none.
  init(kafka: String?) throws {
    folder = URL(fileURLWithPath: "/tmp/millrace-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let database = Database.current.configuration
    var keywords = ["host": database.host, "user": database.user, "dbname": database.database]
    keywords["port"] = database.port.map(String.init)
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MILLRACE_") }
    environment["MILLRACE_DATABASE"] =
      keywords.compactMap { key, value in value.map { "\(key)='\($0)'" } }.sorted().joined(separator: " ")
    environment["MILLRACE_KAFKA"] = kafka ?? "127.0.0.1:1"
    environment["MILLRACE_DATA"] = folder.path
    environment["MILLRACE_HOME"] = Simulation.root.path
    self.environment = environment
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Starts a command; what it says goes to a file.
  /// - Parameter descriptors: the most files and sockets that it may have open; nil: as many as this process.
  func start(
    _ arguments: [String], output: String = UUID().uuidString, environment more: [String: String] = [:],
    descriptors: Int? = nil
  ) throws -> (process: Process, output: URL) {
    let process = Process()
    let program = Simulation.root.appendingPathComponent(".build/debug/millrace")
    if let descriptors {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
      process.arguments = ["--nofile=\(descriptors):\(descriptors)", program.path] + arguments
    } else {
      process.executableURL = program
      process.arguments = arguments
    }
    process.environment = environment.merging(more) { $1 }
    let file = folder.appendingPathComponent(output)
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: file.path)
    process.standardError = process.standardOutput
    try process.run()
    return (process, file)
  }

  /// Runs a command to its end.
  func run(_ arguments: String...) async throws -> Output {
    let (process, file) = try start(arguments)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return Output(status: process.terminationStatus, text: try String(contentsOf: file, encoding: .utf8))
  }
}
