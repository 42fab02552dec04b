import Domain

/// Reads Kafka records in CloudEvents binary mode and holds them against the contract.
package struct CloudEventDecoder: Sendable {
  /// Longest sum of all headers, in bytes.
  package static let headersLimit = 32 * 1024

  private let contract: Contract

  package init(contract: Contract) { self.contract = contract }

  /// The event that a record states, or why the ledger cannot take it; nothing in a record makes this trap.
  package func decode(_ record: some RecordFields) -> Result<Event, Rejection> {
    do {
      return .success(try read(record))
    } catch {
      return .failure(error)
    }
  }

  private func read(_ record: some RecordFields) throws(Rejection) -> Event {
    var attributes = CloudEventAttributes()
    var size = 0
    try record.forEachHeader { name, value throws(Rejection) in
      size += name.count + (value?.count ?? 0)
      guard size <= CloudEventDecoder.headersLimit else { return }
      try attributes.take(name, value)
    }
    guard size <= CloudEventDecoder.headersLimit else {
      throw Rejection(
        .tooLarge, "the headers have \(size) bytes, over the limit of \(CloudEventDecoder.headersLimit)",
        mend: "put content into the body")
    }

    guard let version = attributes.specVersion else { throw .missing("ce_specversion", "add it with the value 1.0") }
    guard version == "1.0" else {
      throw .malformed("ce_specversion", "is \"\(version.prefix(16))\"", "send CloudEvents 1.0")
    }
    guard let id = attributes.id else { throw .missing("ce_id", "add an id that is unique within the source") }
    let length = TextLength.of(id)
    guard length <= TextLength.eventID else {
      throw .malformed("ce_id", "has \(length) characters", "shorten it to at most \(TextLength.eventID)")
    }
    guard let source = attributes.source else { throw .missing("ce_source", "add who says so, a URI reference") }
    guard let type = attributes.type else { throw .missing("ce_type", "add the event type with its version") }
    guard let time = attributes.time else { throw .missing("ce_time", "add when it happened, as RFC 3339 writes it") }
    guard let loop = attributes.loop else { throw .missing("ce_loop", "add the loop's name") }
    try checkLoop(loop, type)

    guard let declaration = contract.events[type] else {
      throw .unknownType(type, known: contract.events.keys.sorted())
    }
    guard let topic = declaration.topic else {
      throw Rejection(
        .ledgerOnly, "\(type) is what the ledger alone says, and came on the topic \(record.topic)",
        mend: "do not send it; `millrace migrate` brings it into the ledger")
    }
    guard topic == record.topic else {
      throw Rejection(.wrongTopic, "\(type) came on the topic \(record.topic)", mend: "send it to \(topic)")
    }
    let key = try key(record)
    guard let data = record.value else {
      throw Rejection(.nullBody, "the record has no body", mend: "send the event's data as JSON")
    }
    if let rejection = Contract.check(data, against: declaration) { throw rejection }

    return Event(
      id: id, source: source, type: type, subject: attributes.subject, occurredAt: time, loop: loop, key: key,
      correlationID: attributes.correlationID, causationID: attributes.causationID,
      traceparent: attributes.traceparent, extensions: attributes.extensions, data: data)
  }

  private func checkLoop(_ loop: String, _ type: String) throws(Rejection) {
    guard !LoopName.isOne(loop) else { return }
    guard loop == "*" else {
      throw .malformed(
        "ce_loop", "is \"\(loop.prefix(128))\", which is no loop name",
        "write namespace.name in lower-case letters, digits, _ and -")
    }
    guard EventCatalog.byType[type]?.mayConcernAllLoops ?? false else {
      throw .malformed("ce_loop", "is * although \(type.prefix(128)) belongs to one loop", "name the loop")
    }
  }

  private func key(_ record: some RecordFields) throws(Rejection) -> String? {
    try record.withKey { key in Result { () throws(Rejection) in try CloudEventDecoder.key(key) } }.get()
  }

  private static func key(_ key: UnsafeBufferPointer<UInt8>?) throws(Rejection) -> String? {
    guard let key else { return nil }
    func malformed(_ problem: String, _ mend: String) -> Rejection {
      Rejection(.malformedKey, "the record's key \(problem)", mend: mend)
    }
    let length = TextLength.of(utf8: key)
    guard length <= TextLength.key else {
      throw malformed("has \(length) characters", "shorten it to at most \(TextLength.key)")
    }
    guard let text = String(utf8: key) else {
      throw malformed("is not UTF-8", "encode it as UTF-8")
    }
    guard !key.contains(0) else { throw malformed("holds the NUL character", "leave it out") }
    return text
  }
}
