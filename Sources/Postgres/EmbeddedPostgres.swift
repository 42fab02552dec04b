import CLibPQ
import Execution
import Glibc
import Logging

/// A private PostgreSQL cluster under one folder, started and stopped with the program.
///
/// It listens on a Unix socket in a folder that only its owner may enter. As root it runs as user `postgres`,
/// which need not be able to enter what lies above the folder. When the program is killed, the server ends by itself;
/// after a crash it recovers at the next start.
///
/// ```swift
/// let server = try await EmbeddedPostgres.start(EmbeddedPostgresConfiguration(folder: "/var/lib/app/postgres"))
/// let pool = PostgresPool(configuration: server.configuration, size: 4)
/// …
/// try await server.stop()
/// ```
public final class EmbeddedPostgres: Sendable {
  /// How to connect.
  public let configuration: PostgresConfiguration
  /// What the server logs.
  public let logFile: String
  let process: ServerProcess
  private let settings: EmbeddedPostgresConfiguration
  private let logger: Logger

  init(
    configuration: PostgresConfiguration, logFile: String, process: ServerProcess,
    settings: EmbeddedPostgresConfiguration, logger: Logger
  ) {
    self.configuration = configuration
    self.logFile = logFile
    self.process = process
    self.settings = settings
    self.logger = logger
  }

  /// Makes the cluster when there is none, starts it and returns when it accepts connections.
  /// - Throws: `PostgresError` with code `.cluster` that says how to mend what is wrong: programs not installed, folder
  ///   not reachable, another server on the folder, port in use, disk full, wrong version of the cluster.
  public static func start(
    _ configuration: EmbeddedPostgresConfiguration, logger: Logger = Logger(label: "postgres.embedded")
  ) async throws -> EmbeddedPostgres {
    let executor = ThreadExecutor(name: "pg-embedded")
    defer { executor.shutdown() }
    return try await executor.run { try ClusterStart(configuration, logger: logger).run() }
  }

  /// The server's process id; nil when it has ended.
  public var processID: Int32? { process.pid }

  /// Returns when the server has ended, whoever ended it, with its exit status (128 + signal when killed).
  public func waitForExit() async -> Int32 { await process.exit() }

  /// Ends all sessions and stops in order; what of it takes longer is stopped at once, and then killed, which the next
  /// start recovers from. Processes that were made to stand still (SIGSTOP) go on for that.
  /// - Parameter limit: how long all that may take; nil is 4 s more than `stopTimeout`.
  public func stop(within limit: Duration? = nil) async throws {
    let executor = ThreadExecutor(name: "pg-embedded")
    defer { executor.shutdown() }
    let patience = limit.map { max($0 - EmbeddedPostgres.forced * 2, .milliseconds(500)) } ?? settings.stopTimeout
    try await executor.run { [process, settings, logger] in
      process.signal(SIGINT)
      process.signalAll(SIGCONT)
      if process.waitForExit(within: patience) { return }
      logger.warning("the database did not stop in time, stopping it at once")
      process.signal(SIGQUIT)
      if process.waitForExit(within: EmbeddedPostgres.forced) { return }
      logger.warning("the database does not stop; its processes are killed")
      process.signalAll(SIGKILL)
      guard process.waitForExit(within: EmbeddedPostgres.forced) else {
        throw PostgresError(
          code: .cluster, message: "the database server (process \(process.pid ?? 0)) does not end",
          mend: "see \(settings.folder)/postgres.log")
      }
    }
  }

  /// How long a stop at once may take, and then the end of what was killed.
  private static let forced = Duration.seconds(2)

  /// Kills the server and its sessions, for a program that ends at once itself; waits for no more than 0.4 s. Blocks.
  public func kill() {
    process.signalAll(SIGKILL)
    // One whose parent is gone stays a zombie where the first process takes no care of those.
    _ = process.waitForExit(within: .milliseconds(400))
  }
}
