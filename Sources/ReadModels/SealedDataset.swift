import Domain
import Postgres

/// A dataset version as its seal states it.
package struct SealedDataset: Sendable, Hashable {
  package var id: String
  package var contentHash: String
  package var tickTime: Timestamp
  package var tickPosition: Int64
  package var transform: LabelTransform
  package var isForced: Bool
  /// Of the folds that fed it.
  package var foldVersion: String

  /// The sealed version with that id; nil where there is none.
  package static func load(_ db: PostgresSession, id: String) throws -> SealedDataset? {
    try db.query("\(select) WHERE dataset_id = $1", [.text(id)]).first.map(SealedDataset.init)
  }

  /// The last one sealed at a tick before a position.
  package static func last(
    _ db: PostgresSession, loop: String, beforeTick position: Int64
  ) throws -> SealedDataset? {
    try db.query(
      "\(select) WHERE loop = $1 AND tick_position < $2 ORDER BY tick_position DESC LIMIT 1",
      [.text(loop), .int(position)]
    ).first.map(SealedDataset.init)
  }

  private static let select =
    "SELECT dataset_id, content_hash, tick_time, tick_position, labels, force, fold_version FROM fold.dataset"

  private init(_ row: PostgresRow) throws {
    id = try row.text(0)
    contentHash = try row.text(1)
    tickTime = Timestamp(microseconds: try row.timestampMicros(2))
    tickPosition = try row.int64(3)
    transform = LabelTransform(rawValue: try row.text(4)) ?? .truthful
    isForced = try row.bool(5)
    foldVersion = try row.text(6)
  }
}
