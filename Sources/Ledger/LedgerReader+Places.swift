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
    let events = Array(events)
    let found = try find(db, events.map { EventDigest($0) })
    return Dictionary(
      found.map { (events[$0.place], Standing(position: $0.position, contentHash: $0.contentHash)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where the ledger has an event; nil while it does not.
  package static func place(_ db: PostgresSession, of event: EventIdentity) throws -> EventPlace? {
    try db.query(
      """
      SELECT e.position, e.recorded_at, e.type, e.loop
      FROM ledger.event e WHERE e.position = ledger.position_of($1, $2)
      """, [.text(event.source), .text(event.id)]
    ).first.map { row in
      EventPlace(
        position: try row.int64(0), recordedAt: Timestamp(microseconds: try row.timestampMicros(1)),
        type: try row.text(2), loop: try row.text(3))
    }
  }

  /// The position of each of these events of a source, where the ledger has it.
  package static func positions(
    _ db: PostgresSession, source: String, ids: [String]
  ) throws -> [String: Int64] {
    let found = try find(db, ids.map { EventDigest(source: source, id: $0) })
    return Dictionary(found.map { (ids[$0.place], $0.position) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where digests are, by the places they have here.
  /// - Parameter generations: which to look in; nil: all.
  static func find(
    _ db: PostgresSession, _ digests: [EventDigest], in generations: Range<Int>? = nil
  ) throws -> [(place: Int, position: Int64, contentHash: Hash)] {
    guard !digests.isEmpty else { return [] }
    let rows = try db.query(
      "SELECT place, position, content_hash FROM ledger.find_events($1::text[]::uuid[], $2::int, $3::int)",
      [
        .textArray(digests.map(\.uuid)), .int(Int64(generations?.lowerBound ?? 0)),
        generations.map { .int(Int64($0.upperBound - 1)) } ?? .null,
      ])
    return try rows.map { (try $0.int(0) - 1, try $0.int64(1), Hash(bytes: try $0.bytes(2))) }
  }
}
