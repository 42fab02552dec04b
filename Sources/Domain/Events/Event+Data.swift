extension Event {
  /// An event that states typed data, in canonical text.
  package init<Data: EventData>(
    _ data: Data, id: String, source: String, subject: String?, occurredAt: Timestamp, loop: String,
    key: String, correlationID: String? = nil, causationID: String? = nil
  ) {
    self.init(
      id: id, source: source, type: Data.type, subject: subject, occurredAt: occurredAt, loop: loop, key: key,
      correlationID: correlationID, causationID: causationID, data: Array(data.json.canonicalText.utf8))
  }

  /// The data as it is written, for people.
  package var dataText: String { String(decoding: data, as: UTF8.self) }
}
