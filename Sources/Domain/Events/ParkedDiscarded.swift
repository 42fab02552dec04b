/// A parked record is to be let go.
package struct ParkedDiscarded: EventData {
  package static let type = "millrace.parked.discarded.v1"
  package static let mayConcernAllLoops = true

  package var parkedID: Int64
  /// The decision takes effect on a record that was retried one time less often.
  package var attempt: Int
  package var topic: String
  package var incarnation: Int64
  package var partition: Int
  package var offset: Int64
  /// Why it is parked.
  package var parkedReason: String
  /// Why it is decided so.
  package var reason: String

  package init(
    parkedID: Int64, attempt: Int, topic: String, incarnation: Int64, partition: Int, offset: Int64,
    parkedReason: String, reason: String
  ) {
    self.parkedID = parkedID
    self.attempt = attempt
    self.topic = topic
    self.incarnation = incarnation
    self.partition = partition
    self.offset = offset
    self.parkedReason = parkedReason
    self.reason = reason
  }

  package static let full = ParkedDiscarded(
    parkedID: 7, attempt: 1, topic: "millrace.feedback", incarnation: 2, partition: 0, offset: 41,
    parkedReason: "schema",
    reason: "sent by a test")
}
