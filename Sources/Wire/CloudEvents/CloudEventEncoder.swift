import Domain

/// Writes events as Kafka records in CloudEvents binary mode.
package struct CloudEventEncoder: Sendable {
  private let contract: Contract

  package init(contract: Contract) { self.contract = contract }

  /// The record for an event, on the topic of its type; throws for a type that is not in the contract.
  ///
  /// Decoding the record gives the event back, provided its attributes and data keep to the contract.
  package func encode(_ event: Event) throws(Rejection) -> RawRecord {
    guard let topic = contract.topic(of: event.type) else {
      throw .unknownType(event.type, known: contract.events.keys.sorted())
    }
    return RawRecord(
      topic: topic, key: event.key.map { Array($0.utf8) }, value: event.data,
      headers: CloudEventEncoder.headers(of: event))
  }

  /// The attributes as headers: the fixed ones first, then the extensions by name.
  package static func headers(of event: Event) -> [RawHeader] {
    var headers: [RawHeader] = []
    func add(_ name: String, _ value: String?) {
      if let value { headers.append(RawHeader(name, Array(value.utf8))) }
    }
    add("ce_specversion", "1.0")
    add("ce_id", event.id)
    add("ce_source", event.source)
    add("ce_type", event.type)
    add("ce_time", event.occurredAt.text)
    add("ce_loop", event.loop)
    add("ce_subject", event.subject)
    add("ce_correlationid", event.correlationID)
    add("ce_causationid", event.causationID)
    add("ce_traceparent", event.traceparent)
    for (name, value) in event.extensions.sorted(by: { $0.key < $1.key }) { add("ce_" + name, value) }
    add("content-type", "application/json")
    return headers
  }
}
