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

  /// Whether there is one that this login may read.
  private static func isThere(_ db: PostgresSession) throws -> Bool {
    try db.query(
      """
      SELECT count(*) = 1 AS is_there FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'fold_next' AND c.relname = 'checkpoint' AND has_schema_privilege(n.oid, 'USAGE')
        AND has_table_privilege(c.oid, 'SELECT')
      """
    ).first?.bool("is_there") ?? false
  }

  /// - Returns: nil where none is under way.
  package static func load(_ db: PostgresSession) throws -> FoldRebuild? {
    guard try isThere(db) else { return nil }
    return try db.query("SELECT version, position FROM fold_next.checkpoint").first.map { row in
      FoldRebuild(version: try row.text("version"), position: try row.int64("position"))
    }
  }
}
