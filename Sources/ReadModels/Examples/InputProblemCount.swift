import Postgres

/// How often something was wrong with an input.
package struct InputProblemCount: Sendable, Hashable {
  package var loop: String
  /// Empty where `reason` is `more_undeclared`.
  package var input: String
  /// `wrong_kind`, `not_a_time`, `undeclared`, or `more_undeclared` (names beyond the first twenty, together).
  package var reason: String
  /// The JSON type of what came; empty where `reason` is `more_undeclared`.
  package var found: String
  package var count: Int64

  /// Of the examples of a dataset: those that were closed by a tick or one before, and occurred in [from, to]. By count, the
  /// most frequent first.
  /// - Parameters:
  ///   - schema: the copy of the read models.
  ///   - times: in microseconds since 1970-01-01T00:00:00Z.
  ///   - limit: most that are told.
  package static func ofDataset(
    _ db: PostgresSession, schema: String, loop: String, asOfTick tick: Int64,
    times: ClosedRange<Int64>, limit: Int = 50
  ) throws -> [InputProblemCount] {
    try db.query(
      """
      SELECT j.loop, coalesce(p.input, '') AS input, p.reason, coalesce(p.found, '') AS found,
        sum(coalesce(p.count, 1))::bigint AS count
      \(ExampleSelection.source(quoteIdentifier(schema)))
      CROSS JOIN LATERAL jsonb_to_recordset(i.input_problems) AS p(input text, reason text, found text, count bigint)
      WHERE j.loop = $1 AND j.revision = 0 AND j.tick_position <= $2 AND j.occurred_at BETWEEN $3 AND $4
        AND i.input_problems IS NOT NULL
      GROUP BY 1, 2, 3, 4
      ORDER BY 5 DESC, p.reason COLLATE "C", coalesce(p.input, '') COLLATE "C", coalesce(p.found, '') COLLATE "C"
      LIMIT $5
      """,
      [
        .text(loop), .int(tick), .timestamp(times.lowerBound), .timestamp(times.upperBound), .int(Int64(limit)),
      ]
    ).map { try InputProblemCount($0) }
  }

  /// Of all that was recorded, of one loop or of all: some hundred rows of a loop at most, in order of input and reason.
  /// - Parameter loop: nil: all.
  package static func all(_ db: PostgresSession, loop: String? = nil) throws -> [InputProblemCount] {
    try db.query(
      """
      SELECT loop, input, reason, found, count FROM (
        SELECT loop, input, reason, found, sum(count)::bigint AS count,
          row_number() OVER (PARTITION BY loop ORDER BY sum(count) DESC, reason, input, found) AS place
        FROM fold.input_problem WHERE $1::text IS NULL OR loop = $1 GROUP BY loop, input, reason, found
      ) p WHERE place <= 200 ORDER BY loop, input, reason, found
      """, [loop.map(PostgresValue.text) ?? .null]
    ).map { try InputProblemCount($0) }
  }

  private init(_ row: PostgresRow) throws {
    loop = try row.text("loop")
    input = try row.text("input")
    reason = try row.text("reason")
    found = try row.text("found")
    count = try row.int64("count")
  }
}
