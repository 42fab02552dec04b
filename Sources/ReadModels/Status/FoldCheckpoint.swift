import Postgres

/// The ledger position that the live read models have reached.
package enum FoldCheckpoint {
  /// Whether there are live read models at all: a new database has none until the projector makes them.
  package static func exists(_ db: PostgresSession) throws -> Bool {
    // The catalogue is everybody's to read; to_regclass raises where the schema is not the login's to use.
    try db.query(
      """
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'fold' AND c.relname = 'checkpoint'
      """
    ).first != nil
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
