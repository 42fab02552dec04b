import Foundation
import Glibc
import Kafka
import Logging

/// The embedded Kafka-compatible broker: a Tansu process with memory storage, which ends when this program does.
final class EmbeddedBroker: @unchecked Sendable {
  // Unchecked: `process` and `lifeline` are set once before the object is shared; Process is used by `stop` only.
  let bootstrap: String
  private let process: Process
  private let lifeline: Pipe

  private init(bootstrap: String, process: Process, lifeline: Pipe) {
    self.bootstrap = bootstrap
    self.process = process
    self.lifeline = lifeline
  }

  /// - Throws: `CommandError` where the program is missing.
  static func program(_ settings: Settings) throws -> String {
    let program = try settings.brokerProgram ?? settings.homePath() + "/.deps/tansu/tansu"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw CommandError("the embedded broker is not at \(program); run scripts/setup, or name a Kafka with --kafka")
    }
    return program
  }

  /// - Throws: `CommandError` where it does not start.
  static func start(program: String, folder: String, logger: Logger) async throws -> EmbeddedBroker {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let log = folder + "/broker.log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let port = try FreePort.find()
    let url = "tcp://127.0.0.1:\(port)"
    let process = Process()
    let lifeline = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    // The shell ends the broker when the pipe closes, which it does however this program ends. It kills, since the
    // broker has nothing to lose and inherits blocked signals. The session of its own keeps a Ctrl-C from reaching the
    // broker before everyone else has stopped.
    process.arguments = [
      "--wait", "/bin/sh", "-c", "\"$@\" </dev/null & p=$!; read -r line; kill -KILL $p", "sh", program,
      "broker",
      "--listener-url", url, "--advertised-listener-url", url, "--storage-engine", "memory://tansu/",
    ]
    process.standardInput = lifeline
    // No child may hold the writing end, or the pipe would never close.
    _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let output = FileHandle(forWritingAtPath: log)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let broker = EmbeddedBroker(bootstrap: "127.0.0.1:\(port)", process: process, lifeline: lifeline)
    let admin = try KafkaAdmin(
      KafkaConfiguration(bootstrapServers: broker.bootstrap),
      logger: Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() })
    defer { Task { await admin.close() } }
    for _ in 0..<100 {
      if (try? await admin.listTopics(timeout: .seconds(1))) != nil { return broker }
      guard process.isRunning else { throw CommandError("the embedded broker ended at once; see \(log)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    broker.stop()
    throw CommandError("the embedded broker did not answer within 10 s; see \(log)")
  }

  /// Lets go of it; the shell sees to the rest.
  func stop() { try? lifeline.fileHandleForWriting.close() }
}
