import Domain
import Postgres
import Wire

/// What a turn of the wheel came to: its dataset, and what its verdict says where there is one.
package struct RoundOutcome: Sendable {
  package var datasetID: String
  package var tickTime: Timestamp
  package var runID: String?
  package var challenger: String?
  package var champion: String?
  /// The verdict's own word; nil where there is none yet.
  package var outcome: String?
  package var isForced: Bool?
  /// Why the round came to nothing, in words; nil where it has a verdict, or is open.
  package var failure: String?
  /// Whether what it promoted was rolled back at the next change.
  package var isRolledBack: Bool
  package var test: JSONValue
  package var reasons: JSONValue
  package var metrics: JSONValue

  /// In one word, with what became of it later: `promoted`, `rolled_back`, `refused` or `failed`; nil: it is open.
  package var word: String? {
    guard let outcome else { return failure == nil ? nil : "failed" }
    return outcome == "refuse" ? "refused" : isRolledBack ? "rolled_back" : "promoted"
  }

  /// All of a loop's, in the order in which they were sealed.
  package static func all(_ db: PostgresSession, loop: String) throws -> [RoundOutcome] {
    let failure =
      try FailedRound.isFolded(db)
      ? "(SELECT f.sentence \(FailedRound.ended("d")) ORDER BY f.position DESC LIMIT 1)"
      : "NULL::text"
    let rows = try db.query(
      """
      SELECT d.dataset_id, v.run_id, v.challenger, v.champion, v.outcome, v.test::text, v.reasons::text, d.tick_time,
        EXISTS (SELECT FROM fold.champion_history h JOIN fold.champion_history b
          ON b.loop = h.loop AND b.generation = h.generation + 1 AND b.change = 'rolled_back'
          WHERE h.loop = d.loop AND h.verdict_id = v.verdict_id) AS is_rolled_back,
        v.metrics::text, v.forced, CASE WHEN v.outcome IS NULL THEN \(failure) END AS failure
      FROM fold.dataset d LEFT JOIN fold.verdict v ON v.dataset_id = d.dataset_id
      WHERE d.loop = $1 ORDER BY d.position
      """, [.text(loop)])
    return try rows.map { row in
      func json(_ column: String) throws -> JSONValue {
        try row.optionalText(column).map { try JSONReader.parse(Array($0.utf8)) } ?? .null
      }
      return RoundOutcome(
        datasetID: try row.text("dataset_id"),
        tickTime: Timestamp(microseconds: try row.timestampMicros("tick_time")),
        runID: try row.optionalText("run_id"), challenger: try row.optionalText("challenger"),
        champion: try row.optionalText("champion"), outcome: try row.optionalText("outcome"),
        isForced: try row.optionalBool("forced"), failure: try row.optionalText("failure"),
        isRolledBack: try row.bool("is_rolled_back"),
        test: try json("test"), reasons: try json("reasons"), metrics: try json("metrics"))
    }
  }
}
