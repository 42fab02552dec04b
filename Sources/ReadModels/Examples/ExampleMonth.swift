import Postgres

/// A calendar month (UTC) in which a loop has labelled examples.
package struct ExampleMonth: Sendable, Hashable {
  /// In microseconds since 1970-01-01T00:00:00Z.
  package var start: Int64
  /// Of the month's interactions in the ledger.
  package var positions: ClosedRange<Int64>

  /// In order.
  package static func all(_ db: PostgresSession, loop: String) throws -> [ExampleMonth] {
    try db.query(
      """
      SELECT date_trunc('month', occurred_at, 'UTC') AS month, min(interaction_position) AS first,
        max(interaction_position) AS last
      FROM fold.joined_example WHERE loop = $1 AND label IS NOT NULL GROUP BY 1 ORDER BY 1
      """, [.text(loop)]
    ).map { row in
      ExampleMonth(start: try row.timestampMicros("month"), positions: try row.int64("first")...row.int64("last"))
    }
  }
}
