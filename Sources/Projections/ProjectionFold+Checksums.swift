import Postgres

extension ProjectionFold {
  /// The names of the tables, in order.
  package func tables(_ db: PostgresSession) throws -> [String] {
    try db.query(
      """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY c.relname
      """, [.text(schema)]
    ).map { try $0.text(0) }
  }

  /// Every table's row count and content checksum, in a form that does not depend on the order rows were written in.
  ///
  /// The checksum is the sum of 64-bit row hashes, so equal contents give equal sums.
  package func checksums(_ db: PostgresSession) throws -> [String: String] {
    var sums: [String: String] = [:]
    for table in try tables(db) { sums[table] = try checksum(db, of: table).text }
    return sums
  }

  /// One table's row count and content checksum.
  package func checksum(_ db: PostgresSession, of table: String) throws -> TableChecksum {
    let sql = """
      SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text
      FROM \(quoteIdentifier(schema)).\(quoteIdentifier(table)) t
      """
    let row = try db.query(sql).first
    return TableChecksum(rows: try row?.int64(0) ?? 0, sum: try row?.text(1) ?? "0")
  }
}
