import Domain
import Postgres

extension LedgerReader {
  /// The position of an identity in the ledger, and what stands there.
  package struct Standing: Sendable, Hashable {
    package var position: Int64
    /// As `ContentHash.plain` makes it.
    package var contentHash: Hash
  }

  /// Where the ledger has these events; what it does not have is left out.
  package static func standings(
    _ db: PostgresSession, of events: some Collection<EventIdentity>
  ) throws -> [EventIdentity: Standing] {
    let rows = try db.query(
      """
      SELECT e.source, e.event_id, e.position, e.content_hash
      FROM unnest($1::text[], $2::text[]) AS w (source, event_id)
      JOIN ledger.event_id e ON e.source = w.source AND e.event_id = w.event_id
      """, [.textArray(events.map(\.source)), .textArray(events.map(\.id))])
    var standings: [EventIdentity: Standing] = [:]
    standings.reserveCapacity(rows.count)
    for row in rows {
      standings[EventIdentity(source: try row.text(0), id: try row.text(1))] = Standing(
        position: try row.int64(2), contentHash: Hash(bytes: try row.bytes(3)))
    }
    return standings
  }

  /// Where the ledger has an event; nil while it does not.
  package static func place(_ db: PostgresSession, of event: EventIdentity) throws -> EventPlace? {
    try db.query(
      """
      SELECT e.position, e.recorded_at, e.type, e.loop
      FROM ledger.event_id i JOIN ledger.event e ON e.position = i.position
      WHERE i.source = $1 AND i.event_id = $2
      """, [.text(event.source), .text(event.id)]
    ).first.map { row in
      EventPlace(
        position: try row.int64(0), recordedAt: Timestamp(microseconds: try row.timestampMicros(1)),
        type: try row.text(2), loop: try row.text(3))
    }
  }
}
