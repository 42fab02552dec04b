import Postgres

/// The copy of the read models that is being folded anew, to take the live one's place.
package struct FoldRebuild: Sendable, Hashable {
  /// Of the folds' files that it is made by.
  package var version: String
  /// Up to where it is folded.
  package var position: Int64

  package init(version: String, position: Int64) {
    self.version = version
    self.position = position
  }

  /// - Returns: nil where none is under way that this login may read.
  package static func load(_ db: PostgresSession) throws -> FoldRebuild? {
    guard try db.canRead("fold_next", "checkpoint") else { return nil }
    return try db.query("SELECT version, position FROM fold_next.checkpoint").first.map { row in
      FoldRebuild(version: try row.text("version"), position: try row.int64("position"))
    }
  }
}
