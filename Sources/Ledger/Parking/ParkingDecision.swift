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
  /// Where the record stood that is meant, and why it was parked: takes effect on no other one.
  package var place: ParkedPlace
  package var parkedReason: String
  package var reason: String?

  /// Whether events of a type state decisions.
  static func isStated(by type: String) -> Bool { type == ParkedRetried.type || type == ParkedDiscarded.type }

  /// The decision that an event states; nil for any other event.
  package init?(_ event: Event) {
    if let retried = try? event.decoded(as: ParkedRetried.self) {
      kind = .retry
      (parkedID, attempt, reason) = (retried.parkedID, retried.attempt, retried.reason)
      place = ParkedPlace(
        topic: ByteText(retried.topic), incarnation: retried.incarnation, partition: Int64(retried.partition),
        offset: retried.offset)
      parkedReason = retried.parkedReason
    } else if let discarded = try? event.decoded(as: ParkedDiscarded.self) {
      kind = .discard
      (parkedID, attempt, reason) = (discarded.parkedID, discarded.attempt, discarded.reason)
      place = ParkedPlace(
        topic: ByteText(discarded.topic), incarnation: discarded.incarnation, partition: Int64(discarded.partition),
        offset: discarded.offset)
      parkedReason = discarded.parkedReason
    } else {
      return nil
    }
  }

  /// Why it has no effect on a record as it stands, in words; nil: it has.
  func refusal(by record: ParkedState?) -> String? {
    guard let record else { return "there is no such record" }
    guard place == record.place else { return "it is about the record at \(place), and this one is of \(record.place)" }
    guard record.state == "open" else { return "the record is \(record.state)" }
    guard attempt == record.attempts + 1 else {
      return "it is attempt \(attempt), and the record was retried \(record.attempts) times"
    }
    guard parkedReason.utf8.elementsEqual(record.reason.utf8) else {
      return "it says that the record is parked as \"\(parkedReason.prefix(64))\", and it is as \"\(record.reason)\""
    }
    return nil
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
