import Postgres

/// Up to where the ledger is folded into the live read models.
package enum FoldCheckpoint {
  /// - Returns: 0 before the first fold.
  package static func position(_ db: PostgresSession) throws -> Int64 {
    try db.query("SELECT max(position) AS position FROM fold.checkpoint").first?.optionalInt64("position") ?? 0
  }
}
