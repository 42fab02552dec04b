import Postgres

/// The analysts' views and functions: in one schema, over the tables of a fold in another.
struct AnalystViews {
  static let liveSchema = "millrace"

  var group: ProjectionGroup
  var schema: String
  var tables: String

  /// On the schema; the default one tells by which views files it was made.
  var comment: String

  init(group: ProjectionGroup, schema: String, over tables: String, comment: String? = nil) {
    self.group = group
    self.schema = schema
    self.tables = tables
    self.comment = comment ?? "What analysts read; views version \(group.viewsVersion.prefix(16))"
  }

  func areCurrent(_ db: PostgresSession) throws -> Bool {
    let sql = "SELECT obj_description(to_regnamespace($1), 'pg_namespace')"
    return try db.query(sql, [.text(quoteIdentifier(schema))]).first?.optionalText(0) == comment
  }

  /// Makes or replaces the views; who runs it owns them, and analysts may read them.
  ///
  /// Replaced views keep what others have built upon them. Only where a new version's columns do not allow that, all
  /// are made anew.
  func make(_ db: PostgresSession) throws {
    guard !group.views.isEmpty else { return }
    let name = quoteIdentifier(schema)
    try db.transaction {
      try db.script("CREATE SCHEMA IF NOT EXISTS \(name)")
      do {
        try db.transaction { try replace(db) }
      } catch let error as PostgresError where error.sqlState?.hasPrefix("42") ?? false {
        try db.script("DROP SCHEMA \(name) CASCADE; CREATE SCHEMA \(name)")
        try db.script(group.views(in: schema, over: tables))
      }
      let readers = "millrace_analyst, millrace_service, millrace_auditor"
      try db.script(
        """
        GRANT USAGE ON SCHEMA \(name) TO \(readers);
        GRANT SELECT ON ALL TABLES IN SCHEMA \(name) TO \(readers);
        COMMENT ON SCHEMA \(name) IS \(quoteLiteral(comment))
        """)
    }
  }

  private func replace(_ db: PostgresSession) throws {
    let script = group.views(in: schema, over: tables)
    try db.script(script)
    // What an earlier version had and this one has not would stand over tables that nobody folds any more.
    let names = try db.query(
      "SELECT viewname FROM pg_views WHERE schemaname = $1 ORDER BY viewname", [.text(schema)]
    ).map { try $0.text(0) }
    for name in names where !group.views.contains("VIEW :views.\(name) ") {
      try db.script("DROP VIEW IF EXISTS \(quoteIdentifier(schema)).\(quoteIdentifier(name)) CASCADE")
    }
  }

  func drop(_ db: PostgresSession) throws { try db.script("DROP SCHEMA IF EXISTS \(quoteIdentifier(schema)) CASCADE") }
}
