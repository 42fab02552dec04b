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
  /// - Parameter position: about where to begin to look; 0 is the whole ledger, which costs a little for each million.
  package static func standings(
    _ db: PostgresSession, of events: some Collection<EventIdentity>, since position: Int64 = 0
  ) throws -> [EventIdentity: Standing] {
    let events = Array(events)
    let found = try find(db, events.map { EventDigest($0) }, since: position)
    return Dictionary(
      found.map { (events[$0.place], Standing(position: $0.position, contentHash: $0.contentHash)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where the ledger has an event; nil while it does not.
  package static func place(_ db: PostgresSession, of event: EventIdentity) throws -> EventPlace? {
    try db.query(
      """
      SELECT e.position, e.recorded_at, e.type, e.loop
      FROM ledger.event e WHERE e.position = (SELECT ledger.position_of($1, $2))
      """, [.text(event.source), .text(event.id)]
    ).first.map { row in
      EventPlace(
        position: try row.int64(0), recordedAt: Timestamp(microseconds: try row.timestampMicros(1)),
        type: try row.text(2), loop: try row.text(3))
    }
  }

  /// The position of each of these events that the ledger has.
  package static func positions(
    _ db: PostgresSession, of events: some Collection<EventIdentity>
  ) throws -> [EventIdentity: Int64] {
    try standings(db, of: events).mapValues(\.position)
  }
}
