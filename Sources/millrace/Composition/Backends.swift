import Domain
import Execution
import Foundation
import Ingest
import Kafka
import Ledger
import Logging
import Postgres
import Wire

/// Postgres and Kafka, as configured or embedded; migrated, and with their topics, when `prepare` has run.
struct Backends: Sendable {
  var database: PostgresConfiguration
  var bootstrap: String
  private var postgres: EmbeddedPostgres?
  private var broker: EmbeddedBroker?
  /// When a stop has to be over.
  let deadline: StopDeadline

  /// Starts what is not configured; this program has the data folder then, until it ends.
  /// - Parameters:
  ///   - command: the one that runs.
  ///   - anew: removes the ledger of an earlier demo.
  static func start(_ settings: Settings, command: String, anew: Bool = false, logger: Logger) async throws -> Backends
  {
    let folder = settings.dataPath
    // All that can be known now, before anything has started.
    try DataFolder.prepare(folder)
    let program = try settings.kafkaText == nil ? EmbeddedBroker.program(settings) : ""
    if anew || settings.databaseText == nil || settings.kafkaText == nil {
      try FolderLock.take(folder, command: command)
    }
    if anew { try DemoFolder.begin(folder) }
    var postgres: EmbeddedPostgres?
    let database: PostgresConfiguration
    if let text = settings.databaseText {
      database = try PostgresConfiguration(text)
    } else {
      let server = try await EmbeddedPostgres.start(
        EmbeddedPostgresConfiguration(folder: folder + "/postgres", database: "millrace"), logger: logger)
      postgres = server
      database = server.configuration
    }
    var broker: EmbeddedBroker?
    let bootstrap: String
    if let text = settings.kafkaText {
      bootstrap = text
    } else {
      let started = try await EmbeddedBroker.start(program: program, folder: folder, logger: logger)
      broker = started
      bootstrap = started.bootstrap
    }
    let backends = Backends(
      database: database, bootstrap: bootstrap, postgres: postgres, broker: broker, logger: logger)
    try backends.announce(in: folder)
    return backends
  }

  /// Where a running `millrace up` says how to reach its Postgres and Kafka.
  private func announce(in folder: String) throws {
    var keywords = ["host": database.host, "user": database.user, "dbname": database.database]
    keywords["port"] = database.port.map(String.init)
    let line = keywords.compactMap { key, value in value.map { "\(key)='\($0)'" } }.sorted().joined(separator: " ")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(line.utf8).write(to: URL(fileURLWithPath: folder + "/database"))
    try Data(bootstrap.utf8).write(to: URL(fileURLWithPath: folder + "/kafka"))
  }

  /// Those that are configured, or that a running `millrace up` started in the data folder.
  static func attach(_ settings: Settings) throws -> Backends {
    Backends(
      database: try database(settings), bootstrap: try settings.kafkaText ?? announced("kafka", settings),
      postgres: nil, broker: nil, logger: settings.logger())
  }

  /// Postgres alone, for what only reads.
  static func database(_ settings: Settings) throws -> PostgresConfiguration {
    try PostgresConfiguration(try settings.databaseText ?? announced("database", settings))
  }

  private static func announced(_ file: String, _ settings: Settings) throws -> String {
    guard let data = FileManager.default.contents(atPath: settings.dataPath + "/" + file) else {
      throw CommandError(
        "nothing runs in \(settings.dataPath); start `millrace up`, name its --data-folder, or give --database and "
          + "--kafka")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// In one line, where what a stopped `millrace up` left behind is all that there is.
  static func unreached(_ error: any Error, _ settings: Settings) -> any Error {
    guard settings.databaseText == nil, let error = error as? PostgresError, error.code == .connectionFailed,
      error.sqlState == nil
    else { return error }
    return CommandError(
      "nothing runs in \(settings.dataPath) any more; start it again: millrace up --data-folder \(settings.dataPath)")
  }

  private init(
    database: PostgresConfiguration, bootstrap: String, postgres: EmbeddedPostgres?, broker: EmbeddedBroker?, logger: Logger
  ) {
    self.database = database
    self.bootstrap = bootstrap
    self.postgres = postgres
    self.broker = broker
    // The broker's shell kills it as soon as this process is gone.
    deadline = StopDeadline(logger: logger) { postgres?.kill() }
  }

  /// Migrations, rules and topics.
  func prepare(_ settings: Settings, partitions: [String: Int] = [:], logger: Logger) async throws {
    let pool = PostgresPool(configuration: database, size: 1)
    try await LedgerSetup(directory: try settings.homePath() + "/migrations")
      .apply(pool, now: Timestamp(microseconds: WallClock.microseconds))
    await pool.close()
    _ = try await TopicSetup.apply(
      try settings.contract(), kafka: try settings.kafkaConfiguration(bootstrap, client: "millrace-topics"),
      partitions: partitions, logger: logger)
  }

  /// The broker last.
  func stop() async {
    deadline.begin()
    try? await postgres?.stop(within: max(.seconds(1), deadline.remaining - .milliseconds(500)))
    broker?.stop()
  }
}
