extension Event {
  /// An event that states typed data, in canonical text.
  /// - Parameter asSent: numbers in the data stand in the text that a caller sent.
  package init<Data: EventData>(
    _ data: Data, id: String, source: String, subject: String?, occurredAt: Timestamp, loop: String,
    key: String, correlationID: String? = nil, causationID: String? = nil, asSent: Bool = false
  ) {
    self.init(
      id: id, source: source, type: Data.type, subject: subject, occurredAt: occurredAt, loop: loop, key: key,
      correlationID: correlationID, causationID: causationID,
      data: Array((asSent ? data.json.sentText : data.json.canonicalText).utf8))
  }

  /// The data as it is written, for people.
  package var dataText: String { String(decoding: data, as: UTF8.self) }
}
