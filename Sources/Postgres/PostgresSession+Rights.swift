extension PostgresSession {
  /// Whether a table or view is there, and this login may read it.
  package func canRead(_ schema: String, _ name: String) throws -> Bool {
    try query(
      """
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2 AND has_schema_privilege(n.oid, 'USAGE')
        AND has_table_privilege(c.oid, 'SELECT')
      """, [.text(schema), .text(name)]
    ).first != nil
  }
}
