import Postgres

/// Runs an analyst's statements in the role of their projection.
///
/// They run inside a function that belongs to that role (`SECURITY DEFINER`), where Postgres allows no change of role:
/// unlike `SET ROLE`, what runs there cannot undo it. The role reads events and the analysts' views, and writes its own
/// tables, nothing else. What it leaves on the connection is of no use to it either: the session is distrusted until the
/// transaction ends, and settings are those of this type before and behind each statement.
struct LimitedRun {
  /// The longest that one statement may take.
  static let timeout = "60s"

  var projection: String
  var role: String
  /// Where its tables are.
  var schema: String
  /// Where the analysts' views are.
  var views: String

  /// Sets up the transaction that is under way.
  func enter(_ db: PostgresSession, as role: DatabaseRole) throws {
    try db.distrust()
    // The right to it is the login's, or the role's.
    for name in ["NONE", role.rawValue] {
      try db.script("SET LOCAL ROLE \(name)")
      try TemporaryFiles.bound(db)
    }
  }

  func run(_ db: PostgresSession, _ statement: String, from: Int64? = nil, to: Int64? = nil) throws {
    try db.script(
      """
      SET LOCAL search_path = \(quoteIdentifier(schema)), \(quoteIdentifier(views));
      SET LOCAL statement_timeout = '\(LimitedRun.timeout)'; SET LOCAL jit = off; SET LOCAL TIME ZONE 'UTC'
      """)
    try db.execute(
      "SELECT \(StoredProjection.runner(projection))($1, $2, $3)",
      [.text(statement), PostgresValue(from), PostgresValue(to)])
    // What follows must find Postgres's own names, and nothing of the role's in their place.
    try db.script("SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL statement_timeout = 0")
  }

  /// Makes the schema and the tables. Afterwards the role may write the tables, and make no more.
  func makeTables(_ db: PostgresSession, _ tables: String) throws {
    let (schema, role) = (quoteIdentifier(schema), quoteIdentifier(role))
    try db.script("CREATE SCHEMA \(schema); GRANT USAGE, CREATE ON SCHEMA \(schema) TO \(role)")
    try run(db, tables)
    let readers = "millrace_analyst, millrace_service, millrace_auditor"
    try run(
      db,
      "GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(readers);"
        + "GRANT ALL ON ALL TABLES IN SCHEMA \(schema) TO millrace_projector")
    try db.script("REVOKE CREATE ON SCHEMA \(schema) FROM \(role); GRANT USAGE ON SCHEMA \(schema) TO \(readers)")
    try check(db)
  }

  func fold(_ db: PostgresSession, _ folds: [String], from: Int64, to: Int64) throws {
    for fold in folds { try run(db, fold, from: from, to: to) }
    try check(db)
  }

  /// Nothing of the role's may run later, in other hands, or lie where nobody looks: it has tables, indexes, views and
  /// types in its schemas, and the function that runs its statements. So no functions, no large objects, and nothing in a
  /// temporary schema, where Postgres would find it before its own.
  private func check(_ db: PostgresSession) throws {
    let rows = try db.query(
      """
      SELECT pg_describe_object(o.classid, o.objid, o.objsubid)
      FROM pg_shdepend o
      LEFT JOIN pg_class c ON o.classid = 'pg_class'::regclass AND c.oid = o.objid
      LEFT JOIN pg_type t ON o.classid = 'pg_type'::regclass AND t.oid = o.objid
      LEFT JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
      WHERE o.refclassid = 'pg_authid'::regclass AND o.refobjid = $1::text::regrole AND o.deptype = 'o'
        AND o.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (n.oid IS NULL OR n.nspname LIKE 'pg\\_%')
        AND NOT (o.classid = 'pg_proc'::regclass AND o.objid = $2::text::regprocedure)
      ORDER BY o.classid <> 'pg_proc'::regclass, 1 LIMIT 1
      """,
      [.text(quoteIdentifier(role)), .text(StoredProjection.runner(projection) + "(text, bigint, bigint)")])
    if let made = try rows.first?.text(0) {
      throw ProjectionError(
        .malformed,
        "projection \(projection) made \(made); it may make tables, indexes and views in its `--! tables` part")
    }
  }
}
