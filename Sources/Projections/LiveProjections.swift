import Postgres

/// The live copy in schema `fold`, kept at the version of the files: where they changed, a new copy is folded beside
/// the old one and takes its place in one transaction.
package struct LiveProjections: Sendable {
  package static let schema = "fold"
  package static let nextSchema = "fold_next"

  package var group: ProjectionGroup

  package init(group: ProjectionGroup) { self.group = group }

  package var live: ProjectionFold { ProjectionFold(group: group, schema: LiveProjections.schema) }

  /// Prepares the live copy.
  /// - Returns: whether it stands at the files' version; if not, `rebuild` is due.
  package func prepare(_ db: PostgresSession) throws -> Bool {
    if let version = try live.version(db), version != group.version { return false }
    try live.prepare(db)
    try db.transaction {
      try db.execute("SELECT pg_advisory_xact_lock(hashtext('millrace.projection.views'))", [])
      let sql = "SELECT obj_description(to_regnamespace('millrace'), 'pg_namespace')"
      if try db.query(sql).first?.optionalText(0) != viewsComment { try makeViews(db) }
    }
    return true
  }

  /// The comment on schema `millrace`, which tells by which views file it was made.
  private var viewsComment: String { "What analysts read; views version \(group.viewsVersion.prefix(16))" }

  /// One step of a rebuild beside the live copy; switches when it has caught up.
  /// - Returns: whether the switch was made.
  package func rebuildStep(_ db: PostgresSession, limit: Int64) throws -> Bool {
    let next = ProjectionFold(group: group, schema: LiveProjections.nextSchema)
    if let version = try next.version(db), version != group.version { try next.drop(db) }
    try next.prepare(db)
    if try next.step(db, limit: limit).count > 0 { return false }
    try db.transaction {
      try db.execute("SELECT position FROM ledger.head FOR SHARE", [])
      while try next.step(db, limit: limit).count > 0 {}
      try live.drop(db)
      try db.script(
        "ALTER SCHEMA \(LiveProjections.nextSchema) RENAME TO \(LiveProjections.schema)")
      try makeViews(db)
    }
    return true
  }

  private func makeViews(_ db: PostgresSession) throws {
    guard !group.views.isEmpty else { return }
    try db.script("DROP SCHEMA IF EXISTS millrace CASCADE; CREATE SCHEMA millrace")
    try db.script(group.views)
    try db.script("COMMENT ON SCHEMA millrace IS \(quoteLiteral(viewsComment))")
  }
}
