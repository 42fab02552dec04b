import Domain

/// Reads Kafka records in CloudEvents binary or structured mode, and holds them against the contract and against what an
/// event alone decides (`EventData.problem(reading:of:loops:)`).
package struct CloudEventDecoder: Sendable {
  /// Longest sum of all headers, in bytes.
  package static let headersLimit = 32 * 1024
  /// Longest body of a record in structured mode, in bytes.
  package static let envelopeLimit = Contract.dataLimit + headersLimit

  private let contract: Contract
  private let check: LoopConfig.Check

  /// - Parameter check: what is wrong with a loop that only others can know, such as its learner's settings.
  package init(contract: Contract, loops check: @escaping LoopConfig.Check = { _ in [] }) {
    self.contract = contract
    self.check = check
  }

  /// The event that a record states, or why the ledger cannot take it; nothing in a record makes this trap.
  package func decode(_ record: some RecordFields) -> Result<Event, Rejection> {
    do {
      return .success(try read(record))
    } catch {
      return .failure(error.of(CloudEventDecoder.identity(record)))
    }
  }

  private func read(_ record: some RecordFields) throws(Rejection) -> Event {
    var headers = CloudEventAttributes()
    var size = 0
    try record.forEachHeader { name, value throws(Rejection) in
      size += name.count + (value?.count ?? 0)
      guard size <= CloudEventDecoder.headersLimit else { return }
      try headers.take(name, value)
    }
    try CloudEventDecoder.checkSize(size, "the headers have")
    switch headers.contentType {
    case .json: return try event(headers, record, record.value)
    case .structured: return try readStructured(headers, record)
    }
  }

  private func readStructured(_ headers: CloudEventAttributes, _ record: some RecordFields) throws(Rejection) -> Event {
    guard let body = record.value else { throw .noBody("the record has no body") }
    guard body.count <= CloudEventDecoder.envelopeLimit else {
      throw Rejection(
        .tooLarge, "the body has \(body.count) bytes, over the limit of \(CloudEventDecoder.envelopeLimit)",
        mend: "send large content by reference: a URI and its SHA-256")
    }
    let envelope = try body.withUnsafeBufferPointer { bytes in
      Result { () throws(Rejection) in try StructuredEnvelope(bytes) }
    }.get()
    try CloudEventDecoder.checkSize(envelope.size, "the attributes have")
    try headers.checkAgreement(with: envelope.attributes)
    do throws(Rejection) {
      return try event(envelope.attributes, record, envelope.data.map { Array(body[$0]) })
    } catch { throw error.inEnvelope }
  }

  private static func checkSize(_ size: Int, _ what: String) throws(Rejection) {
    guard size > headersLimit else { return }
    throw Rejection(
      .tooLarge, "\(what) \(size) bytes, over the limit of \(headersLimit)", mend: "put content into the data")
  }

  private func event(
    _ attributes: CloudEventAttributes, _ record: some RecordFields, _ data: [UInt8]?
  ) throws(Rejection) -> Event {
    guard let version = attributes.specVersion else {
      throw .missing(
        "ce_specversion",
        "add it with the value 1.0, or the header content-type with application/cloudevents+json where the body is the "
          + "whole event")
    }
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
    let declaration = try declaration(of: type, on: record.topic)
    let key = try key(record)
    guard let data else { throw .noBody("the record has no body, or the event no data") }
    if let rejection = Contract.check(data, against: declaration) { throw rejection }
    let event = Event(
      id: id, source: source, type: type, subject: attributes.subject, occurredAt: time, loop: loop, key: key,
      correlationID: attributes.correlationID, causationID: attributes.causationID,
      traceparent: attributes.traceparent, extensions: attributes.extensions, data: data)
    if let rejection = EventCheck.rejection(of: event, loops: check) { throw rejection }
    return event
  }

  /// An event type travels on its own topic alone.
  private func declaration(of type: String, on name: String) throws(Rejection) -> EventDeclaration {
    guard let declaration = contract.events[type] else {
      throw .unknownType(type, known: contract.events.keys.sorted())
    }
    guard let topic = declaration.topic else {
      throw Rejection(
        .ledgerOnly, "\(type) is what the ledger alone says, and came on the topic \(name)",
        mend: "do not send it; `millrace migrate` brings it into the ledger")
    }
    guard topic == name else {
      throw Rejection(.wrongTopic, "\(type) came on the topic \(name)", mend: "send it to \(topic)")
    }
    return declaration
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
