import Domain

/// The contract of `streams/`, compiled: which topics there are, which event type travels on which of them, and what
/// the data of each type has to look like.
package struct Contract: Sendable {
  /// Largest body of an event, in bytes.
  package static let dataLimit = AnswerSize.eventLimit

  /// By their order in the file.
  package let topics: [TopicDeclaration]
  /// By event type.
  package let events: [String: EventDeclaration]
  /// Where the archiver says how far the ledger has come; nil: nowhere.
  package let watermarks: WatermarkTopic?

  package init(topics: [TopicDeclaration], events: [EventDeclaration], watermarks: WatermarkTopic? = nil) {
    self.topics = topics
    self.watermarks = watermarks
    self.events = Dictionary(events.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The topic that carries an event type; nil for a type that is not declared, or that no topic carries.
  package func topic(of type: String) -> String? { events[type]?.topic }

  package func topic(named name: String) -> TopicDeclaration? { topics.first { $0.name == name } }

  /// Checks the data of an event.
  package func check(_ event: Event) -> Rejection? { check(event.data, of: event.type) }

  /// Checks the data of an event: its size, its JSON and its schema, in one pass; nil where all is well.
  package func check(_ data: [UInt8], of type: String) -> Rejection? {
    guard let event = events[type] else { return .unknownType(type, known: events.keys.sorted()) }
    return Contract.check(data, against: event)
  }

  static func check(_ data: [UInt8], against event: EventDeclaration) -> Rejection? {
    guard data.count <= dataLimit else {
      return Rejection(
        .tooLarge, "the event's data has \(data.count) bytes, over the limit of \(dataLimit)",
        mend: "send large content by reference: a URI and its SHA-256")
    }
    return data.withUnsafeBufferPointer { (bytes) -> Rejection? in
      do throws(JSONError) {
        guard let violation = try event.schema.check(bytes) else { return nil }
        return Rejection(
          .schema, violation.message(in: bytes), mend: "see streams/schemas/\(event.type).json")
      } catch {
        return Rejection(error, in: bytes)
      }
    }
  }
}
