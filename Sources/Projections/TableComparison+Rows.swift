import Postgres

extension TableComparison {
  /// A few of the rows that differ between the live table and the shadow's.
  func rows(_ db: PostgresSession, of table: String) throws -> [Verification.Difference] {
    let live = "\(quoteIdentifier(self.live)).\(quoteIdentifier(table))"
    let shadow = "\(quoteIdentifier(self.shadow)).\(quoteIdentifier(table))"
    let key = try key(db, of: shadow)
    let sql = key.isEmpty ? wholeRows(live, shadow) : keyedRows(live, shadow, key.map(quoteIdentifier))
    return try db.query(sql).map { row in
      let columns = try row.text(2)
      return Verification.Difference(
        table: table, row: try row.text(0), kind: Verification.Difference.Kind(rawValue: try row.text(1)) ?? .changed,
        columns: columns.isEmpty ? [] : columns.split(separator: " ").map(String.init))
    }
  }

  private func keyedRows(_ live: String, _ shadow: String, _ key: [String]) -> String {
    let shown = key.map { "coalesce(l.\($0), r.\($0))::text" }.joined(separator: ", ")
    let join = key.map { "l.\($0) = r.\($0)" }.joined(separator: " AND ")
    return """
      SELECT concat_ws(' ', \(shown)),
        CASE WHEN l.\(key[0]) IS NULL THEN 'missing' WHEN r.\(key[0]) IS NULL THEN 'extra' ELSE 'changed' END,
        coalesce((SELECT string_agg(a.key, ' ' ORDER BY a.key)
          FROM jsonb_each_text(to_jsonb(l)) a JOIN jsonb_each_text(to_jsonb(r)) b ON b.key = a.key
          WHERE a.value IS DISTINCT FROM b.value AND l.\(key[0]) IS NOT NULL AND r.\(key[0]) IS NOT NULL), '')
      FROM \(live) l FULL JOIN \(shadow) r ON \(join)
      WHERE l.\(key[0]) IS NULL OR r.\(key[0]) IS NULL OR l::text <> r::text
      ORDER BY 1 LIMIT \(ProjectionVerifier.namedRows)
      """
  }

  private func wholeRows(_ live: String, _ shadow: String) -> String {
    """
    (SELECT left(l::text, 200), 'extra', '' FROM (SELECT l::text FROM \(live) l EXCEPT ALL SELECT r::text FROM \(shadow) r)
     l LIMIT \(ProjectionVerifier.namedRows))
    UNION ALL
    (SELECT left(r::text, 200), 'missing', '' FROM (SELECT r::text FROM \(shadow) r EXCEPT ALL SELECT l::text FROM \(live) l)
     r LIMIT \(ProjectionVerifier.namedRows))
    """
  }

  /// The columns of a table's primary key, in its order.
  private func key(_ db: PostgresSession, of table: String) throws -> [String] {
    try db.query(
      """
      SELECT a.attname FROM pg_index i
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
      WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY k.place
      """, [.text(table)]
    ).map { try $0.text(0) }
  }
}
