import Postgres

/// The events that made a fold fail, and are in no read model: there should be none.
package struct LeftOutEvents: Sendable, Hashable {
  package var count: Int64
  /// The position of the first one.
  package var first: Int64
  /// What failed at the first one, in words.
  package var detail: String

  /// Those of the live copy; nil where there are none.
  package static func load(_ db: PostgresSession) throws -> LeftOutEvents? {
    try db.query(
      """
      SELECT count(*) OVER () AS count, position, detail FROM fold.fold_error WHERE reason = 'fold_raised'
      ORDER BY position LIMIT 1
      """
    ).first.map { row in
      LeftOutEvents(
        count: try row.int64("count"), first: try row.int64("position"), detail: try row.text("detail"))
    }
  }
}
