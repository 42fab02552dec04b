import Postgres

/// An analyst's projection as the database has it.
package struct StoredProjection: Sendable, Hashable {
  package var name: String
  /// False: folded beside the live copy, to take its place.
  package var isLive: Bool
  package var version: String
  package var digest: String
  /// The role it runs in.
  package var role: String
  package var tables: String
  package var folds: [String]
  /// Up to where it is folded.
  package var position: Int64
  package var hasFailed: Bool
  /// Why it failed.
  package var error: String?

  /// Where its tables are.
  package var schema: String { StoredProjection.schema(name, isLive: isLive) }

  package static func schema(_ name: String, isLive: Bool) -> String { "analyst_\(name)" + (isLive ? "" : "_next") }

  /// The function that runs its statements in its role.
  static func runner(_ name: String) -> String { "projection." + quoteIdentifier("run_" + name) }

  /// All, by name, the live copy first; none in a database without the table.
  package static func all(_ db: PostgresSession) throws -> [StoredProjection] {
    guard try db.query("SELECT to_regclass('projection.analyst') IS NOT NULL").first?.bool(0) ?? false else {
      return []
    }
    return try db.query(
      """
      SELECT name, is_live, version, digest, role, tables, position, state = 'failed', error
      FROM projection.analyst ORDER BY name, is_live DESC
      """
    ).map { row in
      StoredProjection(
        name: try row.text(0), isLive: try row.bool(1), version: try row.text(2), digest: try row.text(3),
        role: try row.text(4), tables: try row.text(5), folds: [], position: try row.int64(6),
        hasFailed: try row.bool(7), error: try row.optionalText(8))
    }.map { projection in
      var projection = projection
      projection.folds = try db.query(
        "SELECT unnest(folds) FROM projection.analyst WHERE name = $1 AND is_live = $2",
        [.text(projection.name), .bool(projection.isLive)]
      ).map { try $0.text(0) }
      return projection
    }
  }
}
