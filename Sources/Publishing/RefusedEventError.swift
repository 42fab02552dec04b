/// An event that will not come into the ledger, however often it is published: it was parked, or Kafka refuses it.
package struct RefusedEventError: Error, Sendable, Hashable, CustomStringConvertible {
  package var eventID: String
  package var type: String
  /// Why it was parked, as `ledger.parked` says; `refused_by_kafka` where it did not come so far.
  package var reason: String
  package var message: String

  package init(eventID: String, type: String, reason: String, message: String) {
    self.eventID = eventID
    self.type = type
    self.reason = reason
    self.message = message
  }

  package var description: String {
    "\(type) \(eventID) was not taken by the ledger (\(reason)): \(message); `millrace parked list` shows what was parked"
  }
}
