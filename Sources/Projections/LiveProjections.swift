import Postgres

/// The live copy in schema `fold`, kept at the version of the files: where they changed, a new copy is folded beside
/// the old one and takes its place in one transaction.
package struct LiveProjections: Sendable {
  package static let schema = "fold"
  package static let nextSchema = "fold_next"
  package static let oldSchema = "fold_old"

  package var group: ProjectionGroup

  package init(group: ProjectionGroup) { self.group = group }

  package var live: ProjectionFold { ProjectionFold(group: group, schema: LiveProjections.schema) }
  /// The copy that is being folded to take the live one's place.
  package var next: ProjectionFold { ProjectionFold(group: group, schema: LiveProjections.nextSchema) }
  /// The copy that the last rebuild replaced.
  package var old: ProjectionFold { ProjectionFold(group: group, schema: LiveProjections.oldSchema) }

  var views: AnalystViews { AnalystViews(group: group, schema: AnalystViews.liveSchema, over: LiveProjections.schema) }

  /// Whether the live copy has been made.
  package static func exists(_ db: PostgresSession) throws -> Bool {
    try db.query("SELECT to_regclass('fold.checkpoint') IS NOT NULL").first?.bool(0) ?? false
  }

  /// Prepares the live copy and the views over it.
  /// - Returns: whether it stands at the files' version; if not, `rebuild` is due.
  package func prepare(_ db: PostgresSession) throws -> Bool {
    try FoldVersions.store(db, group)
    if let version = try live.version(db), version != group.version { return false }
    try live.prepare(db)
    try db.transaction {
      try db.script("SET LOCAL ROLE \(DatabaseRole.projector.rawValue)")
      try db.execute("SELECT pg_advisory_xact_lock(hashtext('millrace.projection.views'))", [])
      if try !views.areCurrent(db) { try views.make(db) }
    }
    return true
  }
}
