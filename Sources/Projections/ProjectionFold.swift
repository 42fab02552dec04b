import Postgres

/// Folds a group's projections into one schema, window by window, each with its checkpoint in one transaction.
package struct ProjectionFold: Sendable {
  package var group: ProjectionGroup
  /// The schema its tables are in: `fold` for the live copy.
  package var schema: String
  /// Who owns the schema and folds into it, whoever is logged in: with no more rights than folding needs.
  package var role: DatabaseRole

  package init(group: ProjectionGroup, schema: String, role: DatabaseRole = .projector) {
    self.group = group
    self.schema = schema
    self.role = role
  }

  /// The advisory lock that a step holds; who holds it keeps the fold where it is.
  package var lock: String { "millrace.fold." + schema }

  /// Makes the schema with its tables and the checkpoint at 0, where it does not exist; services and auditors may
  /// read it.
  /// - Throws: `ProjectionError.versionMismatch` where it exists and was made by other files.
  package func prepare(_ db: PostgresSession) throws {
    try db.transaction {
      try db.script("SET LOCAL ROLE \(role.rawValue)")
      try db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text(lock)])
      if let version = try version(db) {
        guard version == group.version else { throw mismatch(version) }
        return
      }
      let name = quoteIdentifier(schema)
      try db.script("CREATE SCHEMA \(name); SET LOCAL search_path = \(name), public")
      try db.script(
        """
        CREATE TABLE checkpoint (
          group_name text PRIMARY KEY, position bigint NOT NULL, version text NOT NULL);
        COMMENT ON TABLE checkpoint IS 'The ledger position up to which the tables of this schema are folded.'
        """)
      for file in group.files { try db.script(file.tables) }
      try db.execute("INSERT INTO checkpoint VALUES ($1, 0, $2)", [.text(group.name), .text(group.version)])
      try db.script(
        """
        GRANT USAGE ON SCHEMA \(name) TO millrace_service, millrace_auditor;
        GRANT SELECT ON ALL TABLES IN SCHEMA \(name) TO millrace_service, millrace_auditor
        """)
    }
  }

  private func mismatch(_ version: String) -> ProjectionError {
    ProjectionError(
      .versionMismatch,
      "schema \(schema) was folded by version \(version.prefix(12)) of the projections, "
        + "the files are version \(group.version.prefix(12)); rebuild it")
  }

  /// The version that made the schema's tables; nil where there is no such schema.
  package func version(_ db: PostgresSession) throws -> String? {
    try ProjectionFold.version(db, in: schema, group: group.name)
  }

  package static func version(_ db: PostgresSession, in schema: String, group: String) throws -> String? {
    let checkpoint = quoteIdentifier(schema) + ".checkpoint"
    guard try db.query("SELECT to_regclass($1)::text", [.text(checkpoint)]).first?.optionalText(0) != nil else {
      return nil
    }
    return try db.query("SELECT version FROM \(checkpoint) WHERE group_name = $1", [.text(group)]).first?.text(0)
  }

  /// The last position folded.
  package func position(_ db: PostgresSession) throws -> Int64 {
    let sql = "SELECT position FROM \(quoteIdentifier(schema)).checkpoint WHERE group_name = $1"
    return try db.query(sql, [.text(group.name)]).first?.int64(0) ?? 0
  }

  /// Folds the next window: at most `limit` positions, and none above `bound` (nil: the ledger's head).
  /// - Returns: the new checkpoint, and how many positions the window had.
  /// - Throws: `ProjectionError.versionMismatch` where other files have taken the schema over.
  package func step(
    _ db: PostgresSession, limit: Int64, bound: Int64? = nil
  ) throws -> (position: Int64, count: Int64) {
    try db.transaction {
      let name = quoteIdentifier(schema)
      // Custom plans know the window's bounds; a generic one would not see how narrow it is.
      try db.script(
        "SET LOCAL ROLE \(role.rawValue); SET LOCAL search_path = \(name), public; "
          + "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off")
      // What a crash takes from a copy that nobody reads yet is folded again.
      if schema != LiveProjections.schema { try db.script("SET LOCAL synchronous_commit = off") }
      // Before any table is touched: whoever replaces the tables takes this lock, and then has them alone.
      try db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text(lock)])
      let row = try db.query("SELECT position, version FROM checkpoint WHERE group_name = $1", [.text(group.name)])
        .first
      if let version = try row?.text(1), version != group.version { throw mismatch(version) }
      let from = try row?.int64(0) ?? 0
      let head = try db.query("SELECT position FROM ledger.head").first?.int64(0) ?? 0
      let to = min(from + limit, head, bound ?? head)
      guard to > from else { return (from, 0) }
      try foldWindow(db, from, to, types: try types(db, from, to))
      try db.execute("UPDATE checkpoint SET position = $1 WHERE group_name = $2", [.int(to), .text(group.name)])
      return (to, to - from)
    }
  }

  /// The types of the window's events.
  /// - Throws: `ProjectionError.missing` where a position is not there: a fold must not take a detached partition for
  ///   silence.
  private func types(_ db: PostgresSession, _ from: Int64, _ to: Int64) throws -> Set<String> {
    let rows = try db.query(
      "SELECT type, count(*) FROM ledger.event WHERE position > $1 AND position <= $2 GROUP BY type",
      [.int(from), .int(to)])
    let count = try rows.reduce(0) { $0 + (try $1.int64(1)) }
    guard count == to - from else {
      throw ProjectionError(
        .missing,
        "of the positions \(from + 1) to \(to) the ledger has \(count); attach the partition that is detached "
          + "(`millrace ledger partitions`), or run `millrace ledger verify`")
    }
    return Set(try rows.map { try $0.text(0) })
  }

  /// Drops the schema with everything in it.
  package func drop(_ db: PostgresSession) throws {
    try db.transaction {
      try db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text(lock)])
      try db.script("DROP SCHEMA IF EXISTS \(quoteIdentifier(schema)) CASCADE")
    }
  }

  /// Tells the planner what the tables look like; autovacuum would only after a minute.
  package func analyze(_ db: PostgresSession) throws {
    for table in try tables(db) { try db.script("ANALYZE \(quoteIdentifier(schema)).\(quoteIdentifier(table))") }
  }
}
