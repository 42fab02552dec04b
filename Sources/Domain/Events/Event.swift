/// An event as a producer states it: CloudEvents 1.0 attributes and the body, before the ledger gives it a position.
package struct Event: Sendable, Hashable {
  /// CloudEvents `id`; unique within `source`.
  package var id: String
  /// CloudEvents `source`: who says so, a URI reference.
  package var source: String
  /// CloudEvents `type`, one of `EventCatalog.types`.
  package var type: String
  /// CloudEvents `subject`: what the event is about (an interaction id, a dataset id …).
  package var subject: String?
  /// CloudEvents `time`: when it happened, by the producer's clock.
  package var occurredAt: Timestamp
  /// Extension `loop`: the loop it belongs to, `namespace.name`, or `*`: a tick of every loop on the recorded
  /// clock, or a decision about the ledger itself.
  package var loop: String
  /// The Kafka record's key: a loop, or loop and unit (`loop/unit`); order is kept per key.
  package var key: String?
  /// Extension `correlationid`: what a whole turn of the wheel has in common.
  package var correlationID: String?
  /// Extension `causationid`: the id of the event it reacts to.
  package var causationID: String?
  /// Extension `traceparent` (W3C Trace Context).
  package var traceparent: String?
  /// Any further extension attributes, by name.
  package var extensions: [String: String]
  /// The body: UTF-8 JSON, kept byte for byte.
  package var data: [UInt8]

  package init(
    id: String, source: String, type: String, subject: String? = nil, occurredAt: Timestamp, loop: String,
    key: String? = nil, correlationID: String? = nil, causationID: String? = nil, traceparent: String? = nil,
    extensions: [String: String] = [:], data: [UInt8]
  ) {
    self.id = id
    self.source = source
    self.type = type
    self.subject = subject
    self.occurredAt = occurredAt
    self.loop = loop
    self.key = key
    self.correlationID = correlationID
    self.causationID = causationID
    self.traceparent = traceparent
    self.extensions = extensions
    self.data = data
  }
}
