import Domain
import Postgres

/// A valid event with what the ledger adds to it before it has a position.
struct StagedEvent {
  var event: Event
  var extensions: String?
  var salt: [UInt8]
  var plainHash: Hash
  var contentHash: Hash

  init?(_ record: IncomingRecord, salt: @autoclosure () -> [UInt8]) {
    guard case .success(let event) = record.outcome else { return nil }
    self.event = event
    self.salt = salt()
    extensions = Leaf.extensionsText(event.extensions)
    plainHash = ContentHash.plain(of: event)
    contentHash = ContentHash.salted(plainHash, salt: self.salt)
  }

  func write(to buffer: inout CopyBuffer, ordinal: Int) throws {
    buffer.int(ordinal)
    buffer.timestamp(event.occurredAt.microseconds)
    try buffer.text(event.loop)
    try buffer.text(event.type)
    try buffer.text(event.source)
    try buffer.text(event.id)
    try buffer.text(optional: event.subject)
    try buffer.text(optional: event.key)
    try buffer.text(optional: event.correlationID)
    try buffer.text(optional: event.causationID)
    try buffer.text(optional: event.traceparent)
    try buffer.text(optional: extensions)
    try buffer.json(event.data)
    buffer.bytes(salt)
    buffer.bytes(contentHash.bytes)
    buffer.bytes(plainHash.bytes)
    buffer.endRow()
  }
}
