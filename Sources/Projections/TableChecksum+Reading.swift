import Postgres

extension TableChecksum {
  /// The names of a schema's tables, in order.
  static func tables(_ db: PostgresSession, in schema: String) throws -> [String] {
    try db.query(
      """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY c.relname
      """, [.text(schema)]
    ).map { try $0.text(0) }
  }

  /// One table's row count and content checksum, in a form that does not depend on the order rows were written in.
  init(_ db: PostgresSession, in schema: String, of table: String) throws {
    let sql = """
      SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text
      FROM \(quoteIdentifier(schema)).\(quoteIdentifier(table)) t
      """
    let row = try db.query(sql).first
    self.init(rows: try row?.int64(0) ?? 0, sum: try row?.text(1) ?? "0")
  }
}
