import Glibc
import Logging

/// Brings a database's schema up to date from numbered SQL files (`0001_name.sql`, `0002_…`).
///
/// Each file runs once, in one transaction together with the note of it in `<schema>.migration`. An advisory lock lets
/// several programs start at once: one migrates, the others then find nothing to do.
public struct Migrator: Sendable {
  private let directory: String
  private let schema: String
  private let logger: Logger

  /// - Parameters:
  ///   - directory: the folder of the files; what does not end in `.sql` is ignored.
  ///   - schema: holds the table `migration`; made when missing.
  public init(
    directory: String, schema: String = "millrace_meta", logger: Logger = Logger(label: "postgres.migrator")
  ) {
    self.directory = directory
    self.schema = schema
    self.logger = logger
  }

  /// Applies what has not been applied and returns it.
  /// - Throws: `PostgresError` with code `.migration`, before anything is changed, for an edited or renamed file, a gap,
  ///   a number used twice, or a migration in the database that has no file; with the server's error, naming file
  ///   and line, when a migration fails (which leaves those before it applied).
  @discardableResult
  public func apply(_ pool: PostgresPool) async throws -> [Migration] {
    try await pool.run { try apply($0) }
  }

  /// What is applied and what is not, without changing anything; throws as ``apply(_:)-(PostgresPool)`` does.
  public func status(_ pool: PostgresPool) async throws -> (applied: [Migration], pending: [Migration]) {
    try await pool.run { db in
      let applied = try applied(db)
      let pending = try MigrationFile.pending(MigrationFile.all(in: directory), applied: applied)
      return (applied, pending.map(\.migration))
    }
  }

  /// The same on a session that is not in a transaction.
  @discardableResult
  public func apply(_ db: PostgresSession) throws -> [Migration] {
    let files = try MigrationFile.all(in: directory)
    // Waiting for another migrator and long migrations must not run into a statement timeout.
    try db.script("SET statement_timeout = 0")
    defer { try? db.script("RESET statement_timeout") }
    try db.script("SELECT pg_advisory_lock(\(Migrator.lock))")
    defer { try? db.script("SELECT pg_advisory_unlock(\(Migrator.lock))") }
    let pending = try MigrationFile.pending(files, applied: applied(db))
    if pending.isEmpty { return [] }
    try createTable(db)
    for file in pending {
      try applyInTurn(file, db)
      logger.info("applied a migration", metadata: ["file": "\(file.migration.fileName)"])
    }
    return pending.map(\.migration)
  }

  private var table: String { quoteIdentifier(schema) + ".migration" }

  private func applied(_ db: PostgresSession) throws -> [Migration] {
    guard try db.query("SELECT to_regclass($1::text) IS NOT NULL", [.text(table)]).first?.bool(0) == true else {
      return []
    }
    return try db.query("SELECT number, name, sha256 FROM \(table) ORDER BY number")
      .map { try Migration(number: $0.int(0), name: $0.text(1), sha256: $0.text(2)) }
  }

  private func createTable(_ db: PostgresSession) throws {
    try db.script(
      """
      CREATE SCHEMA IF NOT EXISTS \(quoteIdentifier(schema));
      CREATE TABLE IF NOT EXISTS \(table) (
        number integer PRIMARY KEY,
        name text NOT NULL,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      COMMENT ON TABLE \(table) IS 'The migrations applied to this database.';
      """)
  }

  /// Roles belong to the whole cluster, which no lock of a database covers: where another database migrates at the same
  /// moment, it is tried again.
  private func applyInTurn(_ file: MigrationFile, _ db: PostgresSession) throws {
    for attempt in 1... {
      do {
        return try apply(file, db)
      } catch let error as PostgresError
        where error.sqlState == "XX000" && error.message.contains("tuple concurrently updated") && attempt < 40
      {
        usleep(UInt32(attempt) * 5_000)
      }
    }
  }

  private func apply(_ file: MigrationFile, _ db: PostgresSession) throws {
    try db.transaction {
      let before = try db.query("SELECT pg_current_xact_id()::text").first?.text(0)
      do { try db.script(file.script) } catch let error as PostgresError { throw located(error, file) }
      guard db.isInTransaction, try db.query("SELECT pg_current_xact_id()::text").first?.text(0) == before else {
        throw PostgresError(
          code: .migration, message: "\(file.path) ends the transaction it runs in",
          mend: "take COMMIT, ROLLBACK and BEGIN out of the file; check what it has left in the database")
      }
      try db.execute(
        "INSERT INTO \(table) (number, name, sha256) VALUES ($1, $2, $3)",
        [.int(Int64(file.migration.number)), .text(file.migration.name), .text(file.migration.sha256)])
    }
  }

  private func located(_ serverError: PostgresError, _ file: MigrationFile) -> PostgresError {
    var error = serverError
    let line = error.position.map { position in
      file.script.unicodeScalars.prefix(max(0, position - 1)).reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
    }
    error.message = "\(file.path)\(line.map { ":\($0)" } ?? ""): \(error.message)"
    return error
  }

  /// "millrmig" in ASCII; one lock per database.
  private static let lock: Int64 = 0x6d69_6c6c_726d_6967
}
