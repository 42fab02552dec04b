import Domain
import Execution
import Foundation
import Ingest
import Kafka
import Ledger
import Logging
import Postgres
import Projections
import Wire

/// Postgres and Kafka, as configured or embedded; migrated, and with their topics, when `prepare` has run.
struct Backends: Sendable {
  var database: PostgresConfiguration
  var bootstrap: String
  private var postgres: Keeper<EmbeddedPostgres>?
  private var broker: Keeper<EmbeddedBroker>?
  private let topics: TopicsAnew
  /// For what analysts' statements run in. Where the server is this program's own, what they spill to disk is bounded by
  /// the session itself, so that `RESET ALL` in them returns to the bound.
  var analysts: PostgresConfiguration {
    var analysts = database
    if postgres != nil { analysts.settings["temp_file_limit"] = String(TemporaryFiles.limit) }
    return analysts
  }
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
    var postgres: Keeper<EmbeddedPostgres>?
    let database: PostgresConfiguration
    if let text = settings.databaseText {
      database = try PostgresConfiguration(text)
    } else {
      let cluster = EmbeddedPostgresConfiguration(folder: folder + "/postgres", database: "millrace")
      let server = try await EmbeddedPostgres.start(cluster, logger: logger)
      postgres = Keeper("database", server, logger: logger) {
        try await EmbeddedPostgres.start(cluster, logger: logger)
      }
      database = server.configuration
    }
    var broker: Keeper<EmbeddedBroker>?
    let topics = TopicsAnew()
    let bootstrap: String
    if let text = settings.kafkaText {
      bootstrap = text
    } else {
      let before = FileManager.default.contents(atPath: folder + "/kafka").map { String(decoding: $0, as: UTF8.self) }
      let first = try await EmbeddedBroker.start(program: program, folder: folder, before: before)
      broker = Keeper("broker", first, logger: logger) {
        let next = try await EmbeddedBroker.start(program: program, folder: folder, after: first)
        // It knows nothing: the topics begin anew, and the journal sends what the ledger does not have.
        try await topics.make()
        return next
      }
      bootstrap = first.bootstrap
    }
    let backends = Backends(
      database: database, bootstrap: bootstrap, postgres: postgres, broker: broker, topics: topics, logger: logger)
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
      postgres: nil, broker: nil, topics: TopicsAnew(), logger: settings.logger())
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
    database: PostgresConfiguration, bootstrap: String, postgres: Keeper<EmbeddedPostgres>?,
    broker: Keeper<EmbeddedBroker>?, topics: TopicsAnew, logger: Logger
  ) {
    self.database = database
    self.bootstrap = bootstrap
    self.postgres = postgres
    self.broker = broker
    self.topics = topics
    // The broker's shell kills it as soon as this process is gone.
    deadline = StopDeadline(logger: logger) { postgres?.letGo().kill() }
  }

  /// Migrations, rules and topics.
  func prepare(_ settings: Settings, partitions: [String: Int] = [:], logger: Logger) async throws {
    let pool = PostgresPool(configuration: database, size: 1)
    try await LedgerSetup(directory: try settings.homePath() + "/migrations")
      .apply(pool, now: Timestamp(microseconds: WallClock.microseconds))
    await pool.close()
    let contract = try settings.contract()
    let kafka = try settings.kafkaConfiguration(bootstrap, client: "millrace-topics")
    topics.set {
      _ = try await TopicSetup.apply(contract, kafka: kafka, partitions: partitions, logger: logger)
    }
    try await topics.make()
  }

  /// How the servers fare that this program keeps running, by name.
  var standings: [(name: String, standing: KeptStanding)] {
    [postgres.map { ("postgres", $0.standing) }, broker.map { ("broker", $0.standing) }].compactMap(\.self)
  }

  /// The broker last.
  func stop() async {
    deadline.begin()
    // Before any of them ends.
    let (server, last) = (postgres?.letGo(), broker?.letGo())
    try? await server?.stop(within: max(.seconds(1), deadline.remaining - .milliseconds(500)))
    last?.stop()
  }
}
