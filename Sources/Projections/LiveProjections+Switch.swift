import Postgres

extension LiveProjections {
  /// How long one lock is waited for. Less than `deadlock_timeout` (1 s), so that it is never a reader that gives way.
  private static let patience = "200ms"

  /// Lets the new copy take the live one's place.
  ///
  /// The ledger's head is not locked. The live fold is held where it is, and the new one is brought there; then, in one
  /// transaction, every table and view is locked against readers for the moment it takes to change names. A statement
  /// that came before ends on the old copy; one that comes meanwhile waits, and finds the new one at the same position.
  /// - Returns: the position of both; nil where a reader was in the way for longer than the patience, and nothing was
  ///   changed.
  func switchOver(_ db: PostgresSession, limit: Int64) throws -> Int64? {
    try old.drop(db)
    let position = try db.withAdvisoryLock(live.lock) { () -> Int64? in
      let position = try livePosition(db)
      while try next.step(db, limit: limit, bound: position).count > 0 {}
      do {
        return try db.transaction {
          try changeNames(db)
          return try live.position(db)
        }
      } catch let error as PostgresError where error.sqlState == "55P03" || error.sqlState == "40P01" {
        return nil
      }
    }
    return position ?? nil
  }

  private func changeNames(_ db: PostgresSession) throws {
    try db.script("SET LOCAL ROLE \(DatabaseRole.projector.rawValue); SET LOCAL lock_timeout = '30s'")
    let views = try relations(db, AnalystViews.liveSchema, kind: "v")
    let tables = try relations(db, live.schema, kind: "r")
    // Autovacuum gives way to this lock, and does not come back until the end.
    try lock(db, tables, mode: "SHARE UPDATE EXCLUSIVE")
    try db.script("SET LOCAL lock_timeout = '\(LiveProjections.patience)'")
    // Views first, as readers come to the tables through them. LOCK would also lock what is under a view, the ledger
    // among it; a change of an option that is not set locks the view alone, and changes nothing.
    for view in views { try db.script("ALTER VIEW \(view) RESET (security_barrier)") }
    try lock(db, tables, mode: "ACCESS EXCLUSIVE")
    if !tables.isEmpty { try db.script("ALTER SCHEMA \(live.schema) RENAME TO \(old.schema)") }
    try db.script("ALTER SCHEMA \(next.schema) RENAME TO \(live.schema)")
    try self.views.make(db)
  }

  /// Whatever version it is of; nil where there is no live copy.
  private func livePosition(_ db: PostgresSession) throws -> Int64? {
    guard try live.version(db) != nil else { return nil }
    let sql = "SELECT position FROM \(live.schema).checkpoint WHERE group_name = $1"
    return try db.query(sql, [.text(group.name)]).first?.int64(0)
  }

  private func relations(_ db: PostgresSession, _ schema: String, kind: String) throws -> [String] {
    try db.query(
      """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = $2::"char" ORDER BY c.relname
      """, [.text(schema), .text(kind)]
    ).map { quoteIdentifier(schema) + "." + quoteIdentifier(try $0.text(0)) }
  }

  private func lock(_ db: PostgresSession, _ relations: [String], mode: String) throws {
    guard !relations.isEmpty else { return }
    try db.script("LOCK TABLE \(relations.joined(separator: ", ")) IN \(mode) MODE")
  }
}
