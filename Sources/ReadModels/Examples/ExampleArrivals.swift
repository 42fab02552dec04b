import Postgres

/// What the ticks of a stretch brought to a loop's examples.
package struct ExampleArrivals: Sendable, Hashable {
  /// Whether an example was stated anew.
  package var hasRevisions: Bool
  /// When the oldest occurred; nil: there are none.
  package var oldest: Int64?

  /// What the ticks in (after, upTo] brought.
  /// - Parameter schema: the copy of the read models.
  package static func load(
    _ db: PostgresSession, schema: String, loop: String, after: Int64, upTo tick: Int64
  ) throws -> ExampleArrivals {
    let row = try db.query(
      """
      SELECT coalesce(max(revision), 0) AS revision, min(occurred_at) AS oldest
      FROM \(quoteIdentifier(schema)).joined_example
      WHERE loop = $1 AND tick_position > $2 AND tick_position <= $3
      """, [.text(loop), .int(after), .int(tick)]
    ).first
    return ExampleArrivals(
      hasRevisions: try row?.int64("revision") ?? 0 > 0, oldest: try row?.optionalTimestampMicros("oldest"))
  }
}
