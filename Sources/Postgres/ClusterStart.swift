import CLibPQ
import Execution
import Glibc
import Logging

/// Starts a cluster, step by step; blocks.
struct ClusterStart {
  private let configuration: EmbeddedPostgresConfiguration
  private let folder: ClusterFolder
  private let logger: Logger
  private let clock = ContinuousClock()

  init(_ configuration: EmbeddedPostgresConfiguration, logger: Logger) throws {
    if configuration.tcpPort != nil, configuration.password?.isEmpty ?? true {
      throw PostgresError(
        code: .cluster, message: "a TCP port without a password would let every local user in",
        mend: "give a password, or use the Unix socket")
    }
    self.configuration = configuration
    self.logger = logger
    folder = try ClusterFolder(configuration.folder)
  }

  func run() throws -> EmbeddedPostgres {
    let version = try folder.dataVersion()
    let binaries = try PostgresBinaries.find(override: configuration.binaries, dataVersion: version)
    if let closed = folder.owner.closedFolder(above: binaries.postgres) { throw folder.owner.cannotEnter(closed) }
    if version == nil {
      logger.info("making a database cluster", metadata: ["folder": "\(folder.data)"])
      try folder.initialise(binaries, configuration)
    }
    try waitForFormerServer()
    let process = try launch(binaries)
    do {
      try prepareDatabase()
    } catch {
      process.signal(SIGINT)
      _ = process.waitForExit(within: configuration.stopTimeout)
      throw error
    }
    return EmbeddedPostgres(
      configuration: connection(configuration.database), logFile: folder.log, process: process,
      settings: configuration, logger: logger)
  }

  /// A server whose program was killed is stopping by itself: give it time, and help where it is not.
  private func waitForFormerServer() throws {
    var deadline = clock.now + .seconds(10)
    var orphan: pid_t?
    var quits = clock.now
    while let pid = folder.runningServer() {
      if orphan != pid, folder.isOrphan(pid) {
        logger.notice(
          "stopping a database server whose program has ended",
          metadata: ["process": "\(pid)", "folder": "\(folder.data)"])
        kill(pid, SIGINT)
        (orphan, quits) = (pid, clock.now + configuration.stopTimeout)
        deadline = quits + .seconds(10)
      } else if orphan == pid, clock.now > quits {
        kill(pid, SIGQUIT)
        quits = deadline
      }
      guard clock.now < deadline else {
        throw PostgresError(
          code: .cluster, message: "another PostgreSQL server (process \(pid)) runs on \(folder.data)",
          mend: "stop the program that started it, or use another folder")
      }
      usleep(50_000)
    }
    // What a crashed server leaves behind can name a process number that is in use again.
    unlink(folder.data + "/postmaster.pid")
    unlink(folder.socketFolder + "/.s.PGSQL.\(configuration.tcpPort ?? 5432).lock")
  }

  /// Starts the server and waits until it accepts connections.
  private func launch(_ binaries: PostgresBinaries) throws -> ServerProcess {
    let deadline = clock.now + configuration.startTimeout
    while true {
      let log = try folder.openLog()
      let offset = Int(lseek(log, 0, SEEK_END))
      let process = ServerProcess(
        try commandLine(binaries), folder: folder.workingFolder, output: log, kept: folder.held)
      if try waitUntilReady(process) { return process }
      if let failure = process.failure { throw failure }
      let words = folder.logged(from: offset)
      // Backends of a killed server take a moment to notice.
      if words.contains("is still in use"), clock.now < deadline {
        usleep(200_000)
        continue
      }
      let reason = words.split(whereSeparator: \.isNewline).suffix(4).joined(separator: "; ")
      throw ClusterFolder.explained("the database server did not start: \(reason) (log: \(folder.log))", words)
    }
  }

  /// True when the server accepts connections, false when it has ended.
  private func waitUntilReady(_ process: ServerProcess) throws -> Bool {
    var deadline = clock.now + configuration.startTimeout
    while process.status == nil {
      switch ping() {
      case PQPING_OK: return true
      case PQPING_REJECT: deadline = clock.now + configuration.startTimeout
      default: break
      }
      guard clock.now < deadline else {
        process.signal(SIGQUIT)
        throw PostgresError(
          code: .cluster, message: "the database server was not ready within \(configuration.startTimeout)",
          mend: "see \(folder.log)", isRetriable: true)
      }
      usleep(20_000)
    }
    return false
  }

  private func ping() -> PGPing {
    PQping(
      "host='\(folder.socketFolder)' port=\(configuration.tcpPort ?? 5432) dbname=postgres user='\(configuration.user)' connect_timeout=2"
    )
  }

  private func commandLine(_ binaries: PostgresBinaries) throws -> [String] {
    var settings = configuration.serverSettings
    settings["unix_socket_directories"] = "\"\(folder.serverPath(folder.socketFolder))\""
    settings["listen_addresses"] = configuration.tcpPort == nil ? "" : "127.0.0.1"
    // The port also names the socket, which is in a folder of its own.
    settings["port"] = String(configuration.tcpPort ?? 5432)
    settings[ClusterFolder.starterSetting] = String(getpid())
    let options = settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    return try folder.owner.command(
      [binaries.postgres, "-D", folder.serverPath(folder.data)] + options, deathSignal: true)
  }

  private func connection(_ database: String) -> PostgresConfiguration {
    PostgresConfiguration(
      host: folder.socketFolder, port: configuration.tcpPort ?? 5432, user: configuration.user, database: database,
      sslMode: "disable")
  }

  /// Makes the database and sets the password.
  private func prepareDatabase() throws {
    let session = PostgresSession(configuration: connection("postgres"), logger: logger)
    try session.begin(RunToken())
    defer { session.disconnect() }
    if let password = configuration.password, configuration.tcpPort != nil {
      do {
        try session.script("ALTER ROLE \(quoteIdentifier(configuration.user)) PASSWORD \(quoteLiteral(password))")
      } catch var error as PostgresError {
        error.query = nil
        throw error.redacted(by: Redaction([password]))
      }
    }
    let found = try session.query("SELECT 1 FROM pg_database WHERE datname = $1", [.text(configuration.database)])
    if found.isEmpty { try session.script("CREATE DATABASE \(quoteIdentifier(configuration.database))") }
  }
}
