import Postgres

/// The last comparison of the read models with a replay of the ledger.
package struct LastVerification: Sendable, Hashable {
  package var position: Int64
  package var matches: Bool

  /// Whether verifications are folded: a live copy that another version folded may not have the table.
  package static func isFolded(_ db: PostgresSession) throws -> Bool {
    try db.query("SELECT to_regclass('fold.verification') IS NOT NULL AS is_there").first?.bool("is_there") ?? false
  }

  /// One that says that it is of a position which was not there yet, as one from before the rules "doors" may, does not
  /// count.
  /// - Returns: nil where there was none.
  package static func load(_ db: PostgresSession) throws -> LastVerification? {
    guard try isFolded(db) else { return nil }
    return try db.query(
      """
      SELECT verified_position, matches FROM fold.verification
      WHERE group_name = 'core' AND verified_position < position ORDER BY position DESC LIMIT 1
      """
    ).first.map { row in
      LastVerification(position: try row.int64("verified_position"), matches: try row.bool("matches"))
    }
  }

  /// The microseconds since the last one was recorded, by the database's clock; nil where there was none.
  package static func age(_ db: PostgresSession) throws -> Int64? {
    let sql = """
      SELECT max(recorded_at) AS last, clock_timestamp() AS now FROM fold.verification
      WHERE group_name = 'core' AND verified_position < position
      """
    guard let row = try db.query(sql).first, let last = try row.optionalTimestampMicros("last") else { return nil }
    return try row.timestampMicros("now") - last
  }
}
