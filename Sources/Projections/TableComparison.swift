import Postgres

/// Compares the tables of a live copy with those of a shadow at the same position: row counts, checksums, and where these
/// differ, rows.
struct TableComparison {
  /// The schemas.
  var live: String
  var shadow: String

  /// - Returns: every table of the shadow, and a few of the rows that differ.
  func compare(_ db: PostgresSession) throws -> ([Verification.Table], [Verification.Difference]) {
    var tables: [Verification.Table] = []
    var differences: [Verification.Difference] = []
    let liveTables = Set(try TableChecksum.tables(db, in: live))
    for name in try TableChecksum.tables(db, in: shadow) {
      let table = Verification.Table(
        name: name, live: liveTables.contains(name) ? try TableChecksum(db, in: live, of: name) : nil,
        replayed: try TableChecksum(db, in: shadow, of: name))
      if table.live != nil, !table.matches { differences += try rows(db, of: name) }
      tables.append(table)
    }
    return (tables, differences)
  }
}
