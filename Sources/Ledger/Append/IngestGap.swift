import Postgres

/// What of a topic was gone before the archiver read it, such as by retention: events that the ledger will never have.
package struct IngestGap: Sendable, Hashable {
  package var topic: String
  /// Stretches of offsets.
  package var holes: Int64
  /// Offsets in them, each a record at most.
  package var offsets: Int64

  /// Of every topic that has some, by name.
  package static func all(_ db: PostgresSession) throws -> [IngestGap] {
    try db.query(
      """
      SELECT i.topic, count(*), sum(g.next_offset - g.first_offset)::bigint
      FROM ledger.ingest_gap g JOIN ledger.incarnation i ON i.incarnation = g.incarnation
      GROUP BY i.topic ORDER BY i.topic
      """
    ).map { IngestGap(topic: try $0.text(0), holes: try $0.int64(1), offsets: try $0.int64(2)) }
  }
}
