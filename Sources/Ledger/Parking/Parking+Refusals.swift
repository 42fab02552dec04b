import Domain
import Postgres

extension Parking {
  /// Why an event was parked instead of being taken.
  package struct Refusal: Sendable, Hashable {
    package var reason: String
    package var message: String
  }

  /// The number of the last record that was parked; 0 where there is none.
  package static func last(_ db: PostgresSession) throws -> Int64 {
    try db.query("SELECT max(parked_id) AS last FROM ledger.parked").first?.optionalInt64("last") ?? 0
  }

  /// Which of these events were parked behind a record, and are not on their way back: by the headers of the records,
  /// since of what could not be read as an event the columns know neither source nor id.
  package static func refusals(
    _ db: PostgresSession, of events: some Collection<EventIdentity>, after record: Int64
  ) throws -> [EventIdentity: Refusal] {
    guard try last(db) > record else { return [:] }
    var found: [EventIdentity: Refusal] = [:]
    for event in events {
      let row = try db.query(
        """
        SELECT reason, message FROM ledger.parked p
        WHERE parked_id > $1 AND state IN ('open', 'discarded') AND (
          (p.source = $2 AND p.event_id = $3)
          OR 2 = (
            SELECT count(*) FROM unnest(p.header_names, p.header_values) AS h(name, value)
            WHERE (h.name = 'ce_source'::bytea AND h.value = convert_to($2, 'UTF8'))
              OR (h.name = 'ce_id'::bytea AND h.value = convert_to($3, 'UTF8'))))
        ORDER BY parked_id DESC LIMIT 1
        """, [.int(record), .text(event.source), .text(event.id)]
      ).first
      guard let row else { continue }
      found[event] = Refusal(reason: try row.text("reason"), message: try row.text("message"))
    }
    return found
  }
}
