import Domain
import Postgres

/// A decision about a parked record as it stands in the ledger, whether it had an effect or not.
package struct StatedDecision: Sendable, Hashable {
  package var position: Int64
  package var kind: ParkingDecision.Kind
  package var attempt: Int64?
  /// nil: it names none that could be one.
  package var place: ParkedPlace?
  package var parkedReason: String?

  /// Those that name a parked record by its number, the newest first.
  package static func all(_ db: PostgresSession, about id: Int64, limit: Int) throws -> [StatedDecision] {
    try db.query(
      """
      SELECT position, type = 'millrace.parked.retried.v1' AS is_retry, attempt, topic, incarnation, partition, "offset",
        parked_reason
      FROM ledger.parked_decided WHERE parked_id = $1 ORDER BY position DESC LIMIT \(limit)
      """, [.int(id)]
    ).map { row in
      var place: ParkedPlace?
      if let topic = try row.optionalText("topic"), let incarnation = try row.optionalInt64("incarnation"),
        let partition = try row.optionalInt64("partition"), let offset = try row.optionalInt64("offset")
      {
        place = ParkedPlace(topic: ByteText(topic), incarnation: incarnation, partition: partition, offset: offset)
      }
      return StatedDecision(
        position: try row.int64("position"), kind: try row.bool("is_retry") ? .retry : .discard,
        attempt: try row.optionalInt64("attempt"), place: place,
        parkedReason: try row.optionalText("parked_reason"))
    }
  }

  /// Why it had no effect on the record, in words; nil: it had, or was made good by a later one.
  package func refusal(by record: ParkedRecord) -> String? {
    if position == record.decisionPosition { return nil }
    guard let place, place == record.place else {
      return "it is about " + (place.map { "the record at \($0)" } ?? "no record that there can be")
    }
    let last = record.decisionPosition ?? 0
    // What is decided once more after a discard, or before the record was parked, changes nothing.
    guard position > last || position <= record.afterPosition || kind == .discard else { return nil }
    if let parkedReason, record.state == "open", !parkedReason.utf8.elementsEqual(record.reason.utf8) {
      return "it says that the record is parked as \"\(parkedReason.prefix(64))\""
    }
    return "it is attempt \(attempt.map(String.init) ?? "none"), which had been decided or was not due"
  }
}
