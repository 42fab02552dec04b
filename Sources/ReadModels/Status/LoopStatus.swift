import Postgres

/// A loop at a glance: its state, what it serves, and how many of its rounds have neither a verdict nor failed.
package struct LoopStatus: Sendable, Hashable {
  package var loop: String
  package var state: String
  package var generation: Int64
  /// nil: the loop's default answer.
  package var modelID: String?
  package var openRounds: Int64

  /// Every loop that the read models know, by name.
  package static func all(_ db: PostgresSession) throws -> [LoopStatus] {
    let failed = try FailedRound.isFolded(db) ? "AND NOT EXISTS (SELECT \(FailedRound.ended("d")))" : ""
    return try db.query(
      """
      SELECT DISTINCT ON (v.loop) v.loop, v.state, coalesce(s.generation, 0) AS generation, s.model_id,
        (SELECT count(*) FROM fold.dataset d WHERE d.loop = v.loop
           AND NOT EXISTS (SELECT FROM fold.verdict x WHERE x.dataset_id = d.dataset_id AND x.outcome IS NOT NULL)
           \(failed)) AS open_rounds
      FROM fold.loop_version v LEFT JOIN fold.serving_slot s ON s.loop = v.loop
      ORDER BY v.loop, v.position DESC
      """
    ).map { row in
      LoopStatus(
        loop: try row.text("loop"), state: try row.text("state"), generation: try row.int64("generation"),
        modelID: try row.optionalText("model_id"), openRounds: try row.int64("open_rounds"))
    }
  }
}
