import Postgres

/// How many events a live projection could not use for one reason.
package struct FoldErrorCount: Sendable, Hashable {
  package var projection: String
  package var reason: String
  package var count: Int64

  /// Those of the live copy, by projection and reason; none before it exists.
  package static func load(_ db: PostgresSession) throws -> [FoldErrorCount] {
    let table = LiveProjections.schema + ".fold_error"
    guard try db.query("SELECT to_regclass($1) IS NOT NULL", [.text(table)]).first?.bool(0) ?? false else { return [] }
    return try db.query("SELECT projection, reason, count(*) FROM \(table) GROUP BY 1, 2 ORDER BY 1, 2").map {
      FoldErrorCount(projection: try $0.text(0), reason: try $0.text(1), count: try $0.int64(2))
    }
  }
}
