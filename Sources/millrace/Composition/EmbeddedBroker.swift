import Execution
import Foundation
import Glibc
import Kafka
import Logging
import Postgres
import Synchronization

/// The embedded Kafka-compatible broker: a Tansu process with memory storage, which ends when this program does.
final class EmbeddedBroker: Kept {
  let bootstrap: String
  private let port: Int
  private let process: ServerProcess
  /// Our end of the broker's lifeline; nil once it is closed.
  private let lifeline: Mutex<Int32?>

  private init(port: Int, process: ServerProcess, lifeline: Int32) {
    bootstrap = "127.0.0.1:\(port)"
    self.port = port
    self.process = process
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

  /// Starts one, in the place of another where that has ended: clients know its port, and the log goes on.
  /// - Parameter before: where the broker of an earlier program was, as the data folder says: what is attached to the folder
  ///   knows that.
  /// - Throws: `CommandError` where it does not start.
  static func start(
    program: String, folder: String, after former: EmbeddedBroker? = nil, before: String? = nil
  ) async throws -> EmbeddedBroker {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let log = folder + "/broker.log"
    let port = try former?.port ?? FreePort.find(before?.split(separator: ":").last.flatMap { Int($0) })
    let url = "tcp://127.0.0.1:\(port)"
    let output = open(log, O_WRONLY | O_CREAT | O_CLOEXEC | (former == nil ? O_TRUNC : O_APPEND), 0o644)
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
    let broker = EmbeddedBroker(port: port, process: process, lifeline: ends[0])
    let admin = try KafkaAdmin(
      KafkaConfiguration(bootstrapServers: broker.bootstrap),
      logger: Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() })
    defer { Task { await admin.close() } }
    for _ in 0..<100 {
      if (try? await admin.listTopics(timeout: .seconds(1))) != nil { return broker }
      guard process.status == nil else { throw CommandError("the embedded broker ended at once; see \(log)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    broker.stop()
    throw CommandError("the embedded broker did not answer within 10 s; see \(log)")
  }

  func waitForExit() async -> Int32 { await process.exit() }

  /// Lets go of it; the shell sees to the rest.
  func stop() {
    lifeline.withLock { descriptor in
      if let open = descriptor.take() { close(open) }
    }
  }
}
