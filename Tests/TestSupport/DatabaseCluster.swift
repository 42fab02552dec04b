import Domain
import FoundationEssentials
import Glibc
import Ledger
import Postgres

/// The cluster that all tests of this process share; it starts with the first test that needs it.
actor DatabaseCluster {
  static let shared = Task { try await DatabaseCluster() }

  private let server: EmbeddedPostgres
  private let watchdog: DatabaseWatchdog
  /// Makes and drops databases.
  private let admin: PostgresPool
  /// By whether the rules are adopted.
  private var templates: [Bool: Task<String, any Error>] = [:]
  private var made = 0

  private init() async throws {
    let folder = "/tmp/pg-test-\(getpid())-\(UInt32.random(in: 0..<1_000_000))"
    watchdog = try DatabaseWatchdog(folder: folder)
    server = try await EmbeddedPostgres.start(
      EmbeddedPostgresConfiguration(
        folder: folder, fsync: false,
        settings: [
          "synchronous_commit": "off", "max_connections": "300", "shared_buffers": "128MB",
          "autovacuum_naptime": "5min",
        ]))
    admin = PostgresPool(configuration: server.configuration, size: 2)
  }

  func makeDatabase(isMigrated: Bool, isAdopted: Bool) async throws -> Database {
    let source = isMigrated ? try await migratedTemplate(isAdopted: isAdopted) : "template0"
    made += 1
    let database = Database(name: "test_\(made)", cluster: server.configuration)
    // A copied database does not have the rights that were granted on the database itself.
    let grant = """
      GRANT CREATE ON DATABASE \(quoteIdentifier(database.name)) TO millrace_projector, millrace_auditor
      """
    try await create(database.name, from: source, then: isMigrated ? [grant] : [])
    return database
  }

  func drop(_ database: Database) async throws {
    let name = quoteIdentifier(database.name)
    _ = try await admin.run { try $0.execute("DROP DATABASE \(name) WITH (FORCE)") }
  }

  private func create(_ name: String, from template: String, then statements: [String] = []) async throws {
    let create = "CREATE DATABASE \(quoteIdentifier(name)) TEMPLATE \(quoteIdentifier(template))"
    try await admin.run { db in
      for statement in [create] + statements { _ = try db.execute(statement) }
    }
  }

  /// Migrated once per process; a copy of it takes milliseconds.
  private func migratedTemplate(isAdopted: Bool) async throws -> String {
    if let template = templates[isAdopted] { return try await template.value }
    let task = Task {
      let database = Database(name: isAdopted ? "adopted" : "migrated", cluster: server.configuration)
      try await create(database.name, from: "template0")
      if isAdopted {
        try await LedgerSetup(directory: Database.migrations).apply(database.pool, now: Timestamp(microseconds: 0))
      } else {
        try await Migrator(directory: Database.migrations).apply(database.pool)
      }
      await database.pool.close()
      return database.name
    }
    templates[isAdopted] = task
    return try await task.value
  }
}
