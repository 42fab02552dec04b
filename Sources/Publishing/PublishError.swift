/// Why events were not published, which was the first, and whether trying again can help.
package struct PublishError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The contract has no topic for the event's type.
    case unknownType
    /// Kafka did not acknowledge the event.
    case notDelivered
    /// Kafka will never take the event, for instance because it is too large.
    case refused
    /// The journal has no room; nothing was kept.
    case journalFull
    /// The disk refused the journal; the event may be recorded all the same.
    case journalFailed
  }

  package var code: Code
  /// What went wrong and how to mend it.
  package var message: String
  /// The index of the first failing event among those given.
  package var index: Int?
  package var eventID: String?
  package var isRetriable: Bool

  package init(_ code: Code, _ message: String, index: Int? = nil, eventID: String? = nil, isRetriable: Bool) {
    self.code = code
    self.message = message
    self.index = index
    self.eventID = eventID
    self.isRetriable = isRetriable
  }

  package var description: String {
    let place = eventID.map { id in " for event \(id)" + (index.map { " (number \($0))" } ?? "") } ?? ""
    return "\(code.rawValue)\(place): \(message)"
  }
}
