import Domain
import Postgres

/// A valid event with what the ledger adds to it before it has a position.
///
/// A class, since it goes through many hands and has many fields.
package final class StagedEvent: Sendable {
  package let event: Event
  let digest: EventDigest
  let extensions: String?
  let salt: [UInt8]
  let plainHash: Hash
  let contentHash: Hash
  /// Whether the event may state a `ParkingDecision`.
  let isParkingDecision: Bool

  /// - Parameter salt: 16 random bytes, fresh for each event.
  package init(_ event: Event, salt: [UInt8]) {
    self.event = event
    self.salt = salt
    isParkingDecision = ParkingDecision.isStated(by: event.type)
    digest = EventDigest(source: event.source, id: event.id)
    extensions = Leaf.extensionsText(event.extensions)
    plainHash = ContentHash.plain(of: event)
    contentHash = ContentHash.salted(plainHash, salt: salt)
  }

  /// The columns of `ledger.event` that `write(to:position:recordedAt:batch:)` writes.
  static let columns = """
    position, recorded_at, occurred_at, loop, type, source, event_id, subject, key, correlation_id, causation_id, \
    traceparent, extensions, data, salt, content_hash, batch
    """

  func write(to rows: inout BinaryCopyBuffer, position: Int64, recordedAt: Timestamp, batch: Int64) {
    rows.beginRow(fields: 17)
    rows.int64(position)
    rows.timestamp(recordedAt.microseconds)
    rows.timestamp(event.occurredAt.microseconds)
    rows.text(event.loop)
    rows.text(event.type)
    rows.text(event.source)
    rows.text(event.id)
    rows.text(optional: event.subject)
    rows.text(optional: event.key)
    rows.text(optional: event.correlationID)
    rows.text(optional: event.causationID)
    rows.text(optional: event.traceparent)
    rows.text(optional: extensions)
    rows.bytes(event.data)
    rows.bytes(salt)
    rows.bytes(contentHash.bytes)
    rows.int64(batch)
  }

  /// The columns of `ledger.event_id` that `writeID(to:position:generation:)` writes.
  static let idColumns = "generation, digest, position, content_hash"

  func writeID(to rows: inout BinaryCopyBuffer, position: Int64, generation: Int) {
    rows.beginRow(fields: 4)
    rows.int32(Int32(generation))
    rows.uuid(digest.high, digest.low)
    rows.int64(position)
    rows.bytes(plainHash.bytes)
  }
}
