import Domain
import Postgres

/// A model with its run, its dataset and its verdict, and how often it became the champion.
package struct LineageRecord: Sendable, Hashable {
  /// The model in the serving slot.
  package struct Promotion: Sendable, Hashable {
    package var generation: Int64
    /// `promoted` or `rolled_back`, which is to it.
    package var change: String
    /// On the loop's clock.
    package var since: Timestamp
  }

  package var modelID: String
  package var loop: String
  /// The model whose weights the run started from.
  package var parent: String?
  package var artifactBytes: Int64
  package var runID: String
  package var trial: String
  package var epochs: Int64?
  package var validationLogLoss: Double?
  package var datasetID: String
  package var tickTime: Timestamp
  /// The examples that it was trained on.
  package var trainCount: Int64?
  package var verdictID: String?
  package var outcome: String?
  package var finishedAt: Timestamp
  package var promotions: [Promotion]

  /// The model and those it was started from, oldest first; empty where the ledger has no such model.
  package static func line(_ db: PostgresSession, model: String) throws -> [LineageRecord] {
    try db.query(
      """
      WITH RECURSIVE line AS (
        SELECT m.*, 0 AS depth FROM fold.model m WHERE m.model_id = $1
        UNION ALL
        SELECT m.*, l.depth + 1 FROM line l JOIN fold.model m ON m.model_id = l.parent
      )
      SELECT l.model_id, l.loop, l.parent, l.artifact_bytes, r.run_id, r.trial, r.epochs,
        r.validation->>'log_loss' AS validation_log_loss, d.dataset_id, d.tick_time,
        ledger.whole_number(d.counts->'train', 0, 9223372036854775807) AS train_count, v.verdict_id, v.outcome, r.finished_at
      FROM line l
      JOIN fold.run r ON r.run_id = l.run_id
      JOIN fold.dataset d ON d.dataset_id = l.dataset_id
      LEFT JOIN fold.verdict v ON v.dataset_id = d.dataset_id AND v.challenger = l.model_id
      ORDER BY l.depth DESC
      """, [.text(model)]
    ).map { row in
      let (loop, id) = (try row.text("loop"), try row.text("model_id"))
      return LineageRecord(
        modelID: id, loop: loop, parent: try row.optionalText("parent"),
        artifactBytes: try row.int64("artifact_bytes"), runID: try row.text("run_id"), trial: try row.text("trial"),
        epochs: try row.optionalInt64("epochs"),
        validationLogLoss: try row.optionalText("validation_log_loss").flatMap(Double.init),
        datasetID: try row.text("dataset_id"), tickTime: try row.timestamp("tick_time"),
        trainCount: try row.optionalInt64("train_count"), verdictID: try row.optionalText("verdict_id"),
        outcome: try row.optionalText("outcome"), finishedAt: try row.timestamp("finished_at"),
        promotions: try promotions(db, loop: loop, model: id))
    }
  }

  private static func promotions(_ db: PostgresSession, loop: String, model: String) throws -> [Promotion] {
    try db.query(
      """
      SELECT generation, change, occurred_at FROM fold.champion_history
      WHERE loop = $1 AND model_id = $2 ORDER BY generation
      """, [.text(loop), .text(model)]
    ).map { row in
      Promotion(
        generation: try row.int64("generation"), change: try row.text("change"),
        since: try row.timestamp("occurred_at"))
    }
  }
}
