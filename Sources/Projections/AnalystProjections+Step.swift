import Postgres

extension AnalystProjections {
  /// Folds one window of each projection that has not failed, each in a transaction of its own, and lets new copies that
  /// have caught up take over. One that fails stops alone; its row says why.
  /// - Parameter failed: called with the name and the reason of each that failed now.
  /// - Returns: how many positions were folded.
  package static func step(
    _ db: PostgresSession, limit: Int64, failed: (String, String) -> Void = { _, _ in }
  ) throws -> Int64 {
    var count: Int64 = 0
    for projection in try StoredProjection.all(db) where !projection.hasFailed {
      do {
        count += try step(db, projection, limit: limit)
        if !projection.isLive, try takeOver(db, projection) { count += 1 }
      } catch let error as PostgresError where isItsOwn(error) {
        let reason = reason(error)
        try fail(db, projection, reason)
        failed(projection.name, reason)
      } catch let error as ProjectionError {
        try fail(db, projection, error.message)
        failed(projection.name, error.message)
      }
    }
    return count
  }

  /// More temporary files than are allowed: `configuration_limit_exceeded`.
  private static let spilled = "53400"

  /// Why a projection failed, for who wrote it.
  static func reason(_ error: PostgresError) -> String {
    let hint =
      error.sqlState == spilled
      ? "one statement's sorts and joins may spill \(TemporaryFiles.limit / 1024) MB to disk; let it do less at once"
      : error.hint
    return error.message + (hint.map { " (\($0))" } ?? "")
  }

  /// Whether it is the projection's fault, not that of the connection or of who else is at work.
  static func isItsOwn(_ error: PostgresError) -> Bool {
    guard let state = error.sqlState, !error.isConnectionLost else { return false }
    if state == spilled { return true }
    return !(["08", "40", "53", "58", "XX"].contains(String(state.prefix(2))) || state.hasPrefix("57P"))
  }

  private static func step(_ db: PostgresSession, _ projection: StoredProjection, limit: Int64) throws -> Int64 {
    try db.transaction {
      let run = LimitedRun(
        projection: projection.name, role: projection.role, schema: projection.schema, views: AnalystViews.liveSchema)
      try run.enter(db, as: .projector)
      try lock(db, projection.name)
      let key: [PostgresValue] = [.text(projection.name), .bool(projection.isLive)]
      let standing = try db.query(
        """
        SELECT a.position, c.position FROM projection.analyst a, \(LiveProjections.schema).checkpoint c
        WHERE a.name = $1 AND a.is_live = $2 AND a.state = 'active'
        """, key
      ).first
      // What it may read of the views is there up to where these are folded.
      guard let standing, case let (from, bound) = (try standing.int64(0), try standing.int64(1)), bound > from else {
        return 0
      }
      let to = min(from + limit, bound)
      try run.fold(db, projection.folds, from: from, to: to)
      try db.execute("UPDATE projection.analyst SET position = $3 WHERE name = $1 AND is_live = $2", key + [.int(to)])
      return to - from
    }
  }

  /// Lets a new copy that is where the live one is take its place; the live one is kept as `analyst_NAME_old`.
  private static func takeOver(_ db: PostgresSession, _ projection: StoredProjection) throws -> Bool {
    let name = projection.name
    let (live, next) = (StoredProjection.schema(name, isLive: true), StoredProjection.schema(name, isLive: false))
    do {
      return try db.transaction {
        try db.script("SET LOCAL ROLE \(DatabaseRole.projector.rawValue); SET LOCAL lock_timeout = '200ms'")
        try lock(db, name)
        let hasCaughtUp = try db.query(
          """
          SELECT n.position >= CASE l.state WHEN 'active' THEN l.position ELSE c.position END
          FROM projection.analyst n JOIN projection.analyst l USING (name), \(LiveProjections.schema).checkpoint c
          WHERE name = $1 AND l.is_live AND NOT n.is_live AND n.state = 'active'
          """, [.text(name)]
        ).first?.bool(0)
        guard hasCaughtUp ?? false else { return false }
        let tables = try db.query(
          """
          SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY 1
          """, [.text(live)]
        ).map { try $0.text(0) }
        if !tables.isEmpty { try db.script("LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE") }
        try db.script(
          """
          DROP SCHEMA IF EXISTS \(quoteIdentifier(live + "_old")) CASCADE;
          ALTER SCHEMA \(quoteIdentifier(live)) RENAME TO \(quoteIdentifier(live + "_old"));
          ALTER SCHEMA \(quoteIdentifier(next)) RENAME TO \(quoteIdentifier(live))
          """)
        try db.execute("DELETE FROM projection.analyst WHERE name = $1 AND is_live", [.text(name)])
        try db.execute("UPDATE projection.analyst SET is_live = true WHERE name = $1", [.text(name)])
        return true
      }
    } catch let error as PostgresError where error.sqlState == "55P03" {
      return false
    }
  }

  private static func fail(_ db: PostgresSession, _ projection: StoredProjection, _ reason: String) throws {
    try db.execute(
      "UPDATE projection.analyst SET state = 'failed', error = $3 WHERE name = $1 AND is_live = $2",
      [.text(projection.name), .bool(projection.isLive), .text(reason)])
  }
}
