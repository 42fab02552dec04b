import Postgres

extension ProjectionFold {
  /// The names of the tables, in order.
  package func tables(_ db: PostgresSession) throws -> [String] { try TableChecksum.tables(db, in: schema) }

  /// Every table's row count and content checksum, in a form that does not depend on the order rows were written in.
  ///
  /// The checksum is the sum of 64-bit row hashes, so equal contents give equal sums.
  package func checksums(_ db: PostgresSession) throws -> [String: String] {
    var sums: [String: String] = [:]
    for table in try tables(db) { sums[table] = try TableChecksum(db, in: schema, of: table).text }
    return sums
  }
}
