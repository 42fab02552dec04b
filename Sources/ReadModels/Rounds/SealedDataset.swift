import Domain
import Postgres

/// A dataset version as its seal states it.
package struct SealedDataset: Sendable, Hashable {
  package var id: String
  /// Of the seal in the ledger.
  package var position: Int64
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
  ///
  /// For a position above the adoption of the rules "doors" its tick's time is what the loop's clock showed by these, so
  /// that a tick from before them that lay too far ahead puts off no seal.
  package static func last(
    _ db: PostgresSession, loop: String, beforeTick position: Int64
  ) throws -> SealedDataset? {
    try db.query(
      """
      SELECT d.dataset_id, d.position, d.content_hash, d.tick_position, d.labels, d.force, d.fold_version,
        CASE WHEN $2 > r.position THEN coalesce(
          (SELECT t.accepted_time FROM fold.tick t WHERE t.loop = d.loop AND t.position = d.tick_position),
          (SELECT min(t.time) FROM fold.tick t WHERE t.loop = d.loop AND t.position > r.position), d.tick_time)
        ELSE d.tick_time END AS tick_time
      FROM fold.dataset d LEFT JOIN fold.rule r ON r.name = 'doors'
      JOIN fold.tick at ON at.loop = d.loop AND at.position = d.tick_position
      WHERE d.loop = $1 AND d.tick_position < $2 ORDER BY d.tick_position DESC LIMIT 1
      """,
      [.text(loop), .int(position)]
    ).first.map(SealedDataset.init)
  }

  /// The versions of the folds that fed datasets, each with the last tick it is needed up to.
  package static func foldVersions(_ db: PostgresSession, of datasets: [String]) throws -> [String: Int64] {
    let rows = try db.query(
      """
      SELECT fold_version, max(tick_position) AS tick_position FROM fold.dataset WHERE dataset_id = ANY ($1) GROUP BY 1
      """, [.textArray(datasets)])
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.text("fold_version"), try $0.int64("tick_position")) })
  }

  private static let select =
    "SELECT dataset_id, position, content_hash, tick_time, tick_position, labels, force, fold_version FROM fold.dataset"

  private init(_ row: PostgresRow) throws {
    id = try row.text("dataset_id")
    position = try row.int64("position")
    contentHash = try row.text("content_hash")
    tickTime = try row.timestamp("tick_time")
    tickPosition = try row.int64("tick_position")
    transform = LabelTransform(rawValue: try row.text("labels")) ?? .truthful
    isForced = try row.bool("force")
    foldVersion = try row.text("fold_version")
  }
}
