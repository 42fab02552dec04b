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
  static func isStated(by type: String) -> Bool { type == ParkedRetried.type || type == ParkedDiscarded.type }

  /// The decision that an event states; nil for any other event.
  package init?(_ event: Event) {
    if let retried = try? event.decoded(as: ParkedRetried.self) {
      self.init(kind: .retry, parkedID: retried.parkedID, attempt: retried.attempt, reason: retried.reason)
    } else if let discarded = try? event.decoded(as: ParkedDiscarded.self) {
      self.init(kind: .discard, parkedID: discarded.parkedID, attempt: discarded.attempt, reason: discarded.reason)
    } else {
      return nil
    }
  }

  private init(kind: Kind, parkedID: Int64, attempt: Int, reason: String?) {
    self.kind = kind
    self.parkedID = parkedID
    self.attempt = attempt
    self.reason = reason
  }

  /// The event that states a decision about a record as it stands. Its id is derived, so that saying it twice counts
  /// once.
  /// - Parameter reason: a discard needs one.
  package static func event(
    _ kind: Kind, _ record: ParkedRecord, reason: String?, source: String, now: Timestamp
  ) -> Event {
    let (attempt, partition) = (record.attempts + 1, Int(record.partition))
    func event(_ data: some EventData) -> Event {
      let id = Digest.id(
        "parked",
        [
          "type": .string(type(of: data).type), "parked_id": .integer(record.id), "attempt": .integer(Int64(attempt)),
          "incarnation": .integer(record.incarnation), "partition": .integer(Int64(partition)),
          "offset": .integer(record.offset),
        ])
      return Event(
        data, id: id, source: source, subject: "parked/\(record.id)", occurredAt: now, loop: "*", key: "*")
    }
    switch kind {
    case .retry:
      return event(
        ParkedRetried(
          parkedID: record.id, attempt: attempt, topic: record.raw.topic, incarnation: record.incarnation,
          partition: partition, offset: record.offset, parkedReason: record.reason, reason: reason))
    case .discard:
      return event(
        ParkedDiscarded(
          parkedID: record.id, attempt: attempt, topic: record.raw.topic, incarnation: record.incarnation,
          partition: partition, offset: record.offset, parkedReason: record.reason, reason: reason ?? ""))
    }
  }
}
