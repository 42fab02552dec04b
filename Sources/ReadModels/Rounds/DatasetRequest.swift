import Domain
import Postgres

/// Somebody's request to seal a dataset at the next tick.
package struct DatasetRequest: Sendable, Hashable {
  package var id: String
  package var transform: LabelTransform
  package var isForced: Bool

  /// The last one between two positions, neither of them included.
  package static func last(
    _ db: PostgresSession, loop: String, after: Int64, before: Int64
  ) throws -> DatasetRequest? {
    try db.query(
      """
      SELECT event_id, labels, force FROM fold.dataset_request
      WHERE loop = $1 AND position > $2 AND position < $3 ORDER BY position DESC LIMIT 1
      """, [.text(loop), .int(after), .int(before)]
    ).first.map { row in
      DatasetRequest(
        id: try row.text("event_id"), transform: LabelTransform(rawValue: try row.text("labels")) ?? .truthful,
        isForced: try row.bool("force"))
    }
  }
}
