import Postgres

/// The ledger position that the live read models have reached.
package enum FoldCheckpoint {
  /// Whether there are live read models at all: a new database has none until the projector makes them.
  package static func exists(_ db: PostgresSession) throws -> Bool {
    try db.query("SELECT to_regclass('fold.checkpoint') IS NOT NULL AS is_there").first?.bool("is_there") ?? false
  }

  /// - Returns: nil where there are no live read models.
  package static func position(_ db: PostgresSession) throws -> Int64? {
    try exists(db) ? reached(db) : nil
  }

  /// For who knows that there are live read models.
  /// - Returns: 0 before the first fold.
  package static func reached(_ db: PostgresSession) throws -> Int64 {
    try db.query("SELECT max(position) AS position FROM fold.checkpoint").first?.optionalInt64("position") ?? 0
  }
}
