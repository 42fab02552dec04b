import Domain
import Postgres

/// A round that came to nothing, and why.
package struct FailedRound: Sendable, Hashable {
  /// nil: it failed before there was one.
  package var datasetID: String?
  package var stage: String
  package var code: String
  package var sentence: String
  /// Of the event that was decided on.
  package var decidedAt: Int64
  /// What the loop's clock showed there by the rules in force, where that event is a tick of the loop; nil too where no
  /// tick up to there counts by them.
  package var tickTime: Timestamp?

  /// The last one of a stage that was decided before a position; nil where there is none.
  ///
  /// For a position above the adoption of the rules "doors" its tick's time is what the loop's clock showed by these, so
  /// that a tick from before them that lay too far ahead puts off no seal.
  package static func last(
    _ db: PostgresSession, loop: String, stage: RoundStage, before position: Int64
  ) throws -> FailedRound? {
    try db.query(
      """
      SELECT f.dataset_id, f.stage, f.code, f.sentence, f.decided_at_position,
        CASE WHEN $3 > r.position THEN t.accepted_time ELSE t.time END AS tick_time
      FROM fold.round_failed f LEFT JOIN fold.rule r ON r.name = 'doors'
      LEFT JOIN fold.tick t ON t.loop = f.loop AND t.position = f.decided_at_position
      WHERE f.loop = $1 AND f.stage = $2 AND f.decided_at_position < $3
      ORDER BY f.decided_at_position DESC, f.position DESC LIMIT 1
      """, [.text(loop), .text(stage.rawValue), .int(position)]
    ).first.map { row in
      FailedRound(
        datasetID: try row.optionalText("dataset_id"), stage: try row.text("stage"), code: try row.text("code"),
        sentence: try row.text("sentence"), decidedAt: try row.int64("decided_at_position"),
        tickTime: try row.optionalTimestampMicros("tick_time").map(Timestamp.init(microseconds:)))
    }
  }

  /// Whether failures are folded: a live copy that an earlier program folded does not have the table.
  package static func isFolded(_ db: PostgresSession) throws -> Bool {
    try db.query("SELECT to_regclass('fold.round_failed') IS NOT NULL AS is_there").first?.bool("is_there") ?? false
  }

  /// SQL: the failures `f` by which the round of a dataset ended, from the word FROM on.
  /// - Parameter dataset: how the statement calls the row of `fold.dataset`.
  static func ended(_ dataset: String) -> String {
    "FROM fold.round_failed f WHERE f.dataset_id = \(dataset).dataset_id"
  }
}
