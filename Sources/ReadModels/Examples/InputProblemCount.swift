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

  /// Of all that was recorded, of one loop or of all: two hundred rows of a loop at most, wrong kinds before undeclared
  /// names and then those with most; in order of input and reason.
  /// - Parameter loop: nil: all.
  package static func all(_ db: PostgresSession, loop: String? = nil) throws -> [InputProblemCount] {
    try db.query(
      """
      SELECT loop, input, reason, found, count FROM (
        SELECT loop, input, reason, found, sum(count)::bigint AS count,
          row_number() OVER (
            PARTITION BY loop ORDER BY reason = 'undeclared', sum(count) DESC, reason, input, found) AS place
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
