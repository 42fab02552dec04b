import Postgres

/// The projections that analysts add: made, replaced and removed by the database's owner, folded by the projector.
package enum AnalystProjections {
  package enum Addition: Sendable, Hashable {
    case unchanged
    case added
    /// It is folded beside the live copy of this version, and takes its place.
    case replacing(version: String)
  }

  /// Adds a projection, or a new version of one. Its tables are there when this returns; the projector folds them.
  /// - Throws: `ProjectionError` where the version was not raised; what Postgres says of its tables. Nothing is added
  ///   then.
  package static func add(_ db: PostgresSession, _ projection: AnalystProjection) throws -> Addition {
    try db.transaction {
      try lock(db, projection.name)
      let live = try StoredProjection.all(db).first { $0.name == projection.name && $0.isLive }
      if let live, live.version == projection.version {
        guard live.digest != projection.digest else { return .unchanged }
        throw ProjectionError(
          .versionMismatch,
          "version \(live.version) of projection \(projection.name) has other SQL; raise the version in its file VERSION"
        )
      }
      let role = try live?.role ?? makeRole(db, projection.name)
      try insert(db, projection, role: role, isLive: live == nil)
      return live.map { .replacing(version: $0.version) } ?? .added
    }
  }

  /// Folds a projection anew beside its live copy, which it then replaces. A failed one gets another chance.
  /// - Throws: `ProjectionError.missing` where there is no projection of this name.
  package static func rebuild(_ db: PostgresSession, _ name: String) throws {
    try db.transaction {
      try lock(db, name)
      guard let live = try StoredProjection.all(db).first(where: { $0.name == name && $0.isLive }) else {
        throw missing(name)
      }
      try insert(db, AnalystProjection(live), role: live.role, isLive: false)
    }
  }

  /// Removes a projection with its tables and its role.
  /// - Throws: `ProjectionError.missing`.
  package static func remove(_ db: PostgresSession, _ name: String) throws {
    try db.transaction {
      try lock(db, name)
      guard let live = try StoredProjection.all(db).first(where: { $0.name == name }) else { throw missing(name) }
      for suffix in ["", "_next", "_old"] {
        try db.script("DROP SCHEMA IF EXISTS \(quoteIdentifier("analyst_\(name)\(suffix)")) CASCADE")
      }
      try db.execute("DELETE FROM projection.analyst WHERE name = $1", [.text(name)])
      let role = quoteIdentifier(live.role)
      try db.script("DROP FUNCTION \(StoredProjection.runner(name)); DROP OWNED BY \(role) CASCADE; DROP ROLE \(role)")
    }
  }

  static func lock(_ db: PostgresSession, _ name: String) throws {
    try db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text("millrace.analyst." + name)])
  }

  static func missing(_ name: String) -> ProjectionError {
    ProjectionError(.missing, "there is no analyst's projection \(name); `millrace projection list` lists them")
  }

  private static func insert(
    _ db: PostgresSession, _ projection: AnalystProjection, role: String, isLive: Bool
  ) throws {
    let name = projection.name
    let schema = StoredProjection.schema(name, isLive: isLive)
    try db.execute("DELETE FROM projection.analyst WHERE name = $1 AND is_live = $2", [.text(name), .bool(isLive)])
    try db.script("DROP SCHEMA IF EXISTS \(quoteIdentifier(schema)) CASCADE")
    let run = LimitedRun(projection: name, role: role, schema: schema, views: AnalystViews.liveSchema)
    try run.enter(db, as: .projector)
    try run.makeTables(db, projection.tables)
    try db.execute(
      """
      INSERT INTO projection.analyst (name, is_live, version, digest, role, tables, folds, position, state)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'active')
      """,
      [
        .text(name), .bool(isLive), .text(projection.version), .text(projection.digest), .text(role),
        .text(projection.tables), .textArray(projection.folds),
      ])
  }

  /// The role it runs in, and the function that runs it there. Roles belong to the cluster: the name has the database's
  /// number in it.
  private static func makeRole(_ db: PostgresSession, _ name: String) throws -> String {
    let sql = "SELECT oid::text FROM pg_database WHERE datname = current_database()"
    let role = "millrace_p\(try db.query(sql).first?.text(0) ?? "")_\(name)"
    let quoted = quoteIdentifier(role)
    let runner = StoredProjection.runner(name)
    if try db.query("SELECT to_regrole($1) IS NULL", [.text(quoted)]).first?.bool(0) ?? true {
      try db.script("CREATE ROLE \(quoted) NOLOGIN")
    }
    try db.script(
      """
      GRANT \(quoted) TO CURRENT_USER;
      GRANT millrace_analyst TO \(quoted);
      GRANT USAGE ON SCHEMA ledger TO \(quoted);
      GRANT SELECT ON ledger.event, ledger.interaction_recorded, ledger.feedback_received, ledger.loop_changed,
        ledger.clock_ticked, ledger.dataset_requested, ledger.dataset_sealed, ledger.run_started, ledger.run_finished,
        ledger.evaluation_started, ledger.verdict_reached, ledger.verdict_revised, ledger.slot_changed,
        ledger.projection_verified TO \(quoted);
      CREATE OR REPLACE FUNCTION \(runner)(statement text, after bigint, up_to bigint) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER AS $function$
      BEGIN
        IF after IS NULL THEN EXECUTE statement; ELSE EXECUTE statement USING after, up_to; END IF;
        SET CONSTRAINTS ALL IMMEDIATE;
      END $function$;
      REVOKE ALL ON FUNCTION \(runner)(text, bigint, bigint) FROM PUBLIC;
      GRANT CREATE ON SCHEMA projection TO \(quoted);
      ALTER FUNCTION \(runner)(text, bigint, bigint) OWNER TO \(quoted);
      REVOKE CREATE ON SCHEMA projection FROM \(quoted);
      GRANT EXECUTE ON FUNCTION \(runner)(text, bigint, bigint) TO millrace_projector, millrace_auditor
      """)
    return role
  }
}

extension AnalystProjection {
  init(_ stored: StoredProjection) {
    name = stored.name
    version = stored.version
    digest = stored.digest
    tables = stored.tables
    folds = stored.folds
  }
}
