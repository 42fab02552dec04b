import Postgres

/// A verdict that was reached: between whom, and where.
package struct VerdictRecord: Sendable, Hashable {
  package var position: Int64
  /// The end of the dataset's last run, which led to it.
  package var decidedAt: Int64
  package var datasetID: String
  package var challenger: String

  /// All of a loop, in no order.
  package static func all(_ db: PostgresSession, loop: String) throws -> [VerdictRecord] {
    try db.query(
      """
      SELECT v.position, coalesce(max(r.finished_position), v.position) AS decided_at, v.dataset_id, v.challenger
      FROM fold.verdict v LEFT JOIN fold.run r ON r.dataset_id = v.dataset_id AND r.finished_position < v.position
      WHERE v.loop = $1 AND v.outcome IS NOT NULL GROUP BY v.evaluation_id
      """, [.text(loop)]
    ).map { row in
      VerdictRecord(
        position: try row.int64("position"), decidedAt: try row.int64("decided_at"),
        datasetID: try row.text("dataset_id"), challenger: try row.text("challenger"))
    }
  }
}
