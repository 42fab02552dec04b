import Postgres

/// A partition of `ledger.event`: positions [first, end).
package struct LedgerPartition: Sendable, Hashable {
  /// Positions in each.
  package static let size: Int64 = 10_000_000

  package var name: String
  package var first: Int64
  package var end: Int64
  /// False where it lies in the database, but not in the ledger.
  package var isAttached: Bool

  package static func all(_ db: PostgresSession) throws -> [LedgerPartition] {
    try db.query(
      """
      SELECT c.relname, substr(c.relname, 7)::bigint, EXISTS (
          SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = 'ledger.event'::regclass
            AND NOT i.inhdetachpending)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'ledger' AND c.relkind = 'r' AND c.relname ~ '^event_[0-9]+$' ORDER BY 2
      """
    ).map { row in
      let number = try row.int64(1)
      return LedgerPartition(
        name: try row.text(0), first: number * size, end: (number + 1) * size, isAttached: try row.bool(2))
    }
  }

  /// Whether the table has a position, attached or not.
  func holds(_ position: Int64, _ db: PostgresSession) throws -> Bool {
    try db.query(
      "SELECT EXISTS (SELECT FROM ledger.\(quoteIdentifier(name)) WHERE position = $1)", [.int(position)]
    ).first?.bool(0) ?? false
  }

  /// Makes what is missing of the partition that holds the next position and the one behind it, so that an insert never
  /// waits for one to be made.
  /// - Returns: how many were made.
  @discardableResult
  package static func ensure(_ db: PostgresSession, head: Int64) throws -> Int {
    try db.query("SELECT ledger.ensure_partitions($1)::bigint", [.int(head + 1)]).first?.int(0) ?? 0
  }
}
