import Postgres

/// How many interactions have an outcome that judges no other answer: a reward for the answer that was given, or a label
/// that is none of the loop's classes.
package struct UnjudgedExamples: Sendable, Hashable {
  package var count: Int
  /// Of these, those behind a position that were not answered by the model which a line of champions has there.
  package var ofAnotherModel: Int

  /// - Parameters:
  ///   - classes: that a label may be; none: it may be any.
  ///   - from: the first position that counts for `ofAnotherModel`.
  ///   - line: from behind each position on, the model that answers; nil: the default answer.
  package static func count(
    _ db: PostgresSession, loop: String, classes: [String], from: Int64, line: [(position: Int64, model: String?)]
  ) throws -> UnjudgedExamples {
    let row = try db.query(
      """
      SELECT count(*) AS count, count(*) FILTER (WHERE i.position >= $3 AND coalesce(i.model_id, '') <> (
        SELECT s.model FROM unnest($4::bigint[], $5::text[]) s(position, model)
        WHERE s.position < i.position ORDER BY s.position DESC LIMIT 1)) AS of_another
      \(ExampleSelection.source())
      WHERE j.loop = $1 AND (j.label IS NULL AND j.reward IS NOT NULL OR j.label <> ALL ($2))
        AND \(ExampleSelection.isLatest())
      """,
      [
        .text(loop), classes.isEmpty ? .null : .textArray(classes), .int(from),
        .textArray(line.map { String($0.position) }), .textArray(line.map { $0.model ?? "" }),
      ]
    ).first
    return UnjudgedExamples(count: try row?.int("count") ?? 0, ofAnotherModel: try row?.int("of_another") ?? 0)
  }
}
