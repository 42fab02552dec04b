import Execution
import Foundation
import Glibc
import Kafka
import Logging
import Postgres
import Synchronization

/// The embedded Kafka-compatible broker: a Tansu process with memory storage, which ends when this program does.
final class EmbeddedBroker: Sendable {
  let bootstrap: String
  /// Our end of the broker's lifeline; nil once it is closed.
  private let lifeline: Mutex<Int32?>

  private init(bootstrap: String, lifeline: Int32) {
    self.bootstrap = bootstrap
    self.lifeline = Mutex(lifeline)
  }

  deinit { stop() }

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
    let port = try FreePort.find()
    let url = "tcp://127.0.0.1:\(port)"
    let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else {
      throw CommandError("\(log) cannot be written: \(String(cString: strerror(errno)))")
    }
    var ends: [Int32] = [-1, -1]
    // A socket pair, for unlike pipe() it can be kept from child processes in one step: did one hold our end, it would
    // never close.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      close(output)
      throw CommandError("no socket could be made: \(String(cString: strerror(errno)))")
    }
    let broker = EmbeddedBroker(bootstrap: "127.0.0.1:\(port)", lifeline: ends[0])
    // The shell ends the broker when the lifeline closes, which it does however this program ends, and ends with it. It
    // kills, since the broker has nothing to lose. The session of its own keeps a Ctrl-C from reaching the broker before everyone else has
    // stopped.
    let process = ServerProcess(
      [
        "/bin/sh", "-c",
        "exec 3<&0 </dev/null; \"$@\" 3<&- & p=$!; { read -r line <&3; kill -KILL $p; } & r=$!; exec 3<&-; "
          + "wait $p; s=$?; kill $r 2>/dev/null; exit $s",
        "sh", program, "broker",
        "--listener-url", url, "--advertised-listener-url", url, "--storage-engine", "memory://tansu/",
      ], input: ends[1], output: output, thread: "broker")
    let admin = try KafkaAdmin(
      KafkaConfiguration(bootstrapServers: broker.bootstrap),
      logger: Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() })
    defer { Task { await admin.close() } }
    for _ in 0..<100 {
      if (try? await admin.listTopics(timeout: .seconds(1))) != nil {
        broker.watch(process, log: log, logger: logger)
        return broker
      }
      guard process.status == nil else { throw CommandError("the embedded broker ended at once; see \(log)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    broker.stop()
    throw CommandError("the embedded broker did not answer within 10 s; see \(log)")
  }

  /// Says once that it has ended where nobody stopped it.
  private func watch(_ process: ServerProcess, log: String, logger: Logger) {
    Task { [weak self] in
      let status = await process.exit()
      guard let self, lifeline.withLock({ $0 != nil }) else { return }
      let words =
        "the embedded broker has ended, and nothing reaches the ledger from here on; stop this program and start it again: "
        + "what was answered waits in the journal, and is sent then"
      logger.error("\(words)", metadata: ["status": "\(status)", "log": "\(log)"])
    }
  }

  /// Lets go of it; the shell sees to the rest.
  func stop() {
    lifeline.withLock { descriptor in
      if let open = descriptor.take() { close(open) }
    }
  }
}
