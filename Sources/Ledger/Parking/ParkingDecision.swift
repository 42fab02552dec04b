import Domain
import Wire

/// What was decided about a parked record, as an event of type `parked.retried` or `parked.discarded` states it.
package struct ParkingDecision: Sendable, Hashable {
  package enum Kind: Sendable, Hashable { case retry, discard }

  package var kind: Kind
  package var parkedID: Int64
  /// Takes effect only on a record that was retried one time less often: so a decision counts once, and never on a
  /// state that its author had not seen.
  package var attempt: Int
  package var reason: String?

  /// Whether events of a type state decisions.
  static func isStated(by type: String) -> Bool { type == EventType.parkedRetried || type == EventType.parkedDiscarded }

  /// The decision that an event states; nil for any other event.
  package init?(_ event: Event) {
    switch event.type {
    case EventType.parkedRetried: kind = .retry
    case EventType.parkedDiscarded: kind = .discard
    default: return nil
    }
    guard let data = try? JSONReader.parse(event.data), let id = data["parked_id"]?.integer,
      let attempt = data["attempt"]?.integer
    else { return nil }
    parkedID = id
    self.attempt = Int(attempt)
    reason = data["reason"]?.string
  }

  /// The event that states a decision about a record as it stands. Its id is derived, so that saying it twice counts
  /// once.
  package static func event(
    _ kind: Kind, _ record: ParkedRecord, reason: String?, source: String, now: Timestamp
  ) -> Event {
    var data: [String: JSONValue] = [
      "parked_id": .integer(record.id), "attempt": .integer(Int64(record.attempts + 1)),
      "topic": .string(record.raw.topic), "incarnation": .integer(record.incarnation),
      "partition": .integer(Int64(record.partition)), "offset": .integer(record.offset),
      "parked_reason": .string(record.reason),
    ]
    let type = kind == .retry ? EventType.parkedRetried : EventType.parkedDiscarded
    let id = Digest.id(
      "parked",
      [
        "type": .string(type), "parked_id": .integer(record.id), "attempt": .integer(Int64(record.attempts + 1)),
        "incarnation": .integer(record.incarnation), "partition": .integer(Int64(record.partition)),
        "offset": .integer(record.offset),
      ])
    data["reason"] = reason.map(JSONValue.string)
    return Event(
      id: id, source: source, type: type, subject: "parked/\(record.id)", occurredAt: now, loop: "*", key: "*",
      data: Array(JSONValue.object(data).canonicalText.utf8))
  }
}
