/// What became of events given to a `JournalPublisher`, since it was made.
package struct PublishCounts: Sendable, Hashable {
  /// Accepted: their callers were answered.
  package var accepted = 0
  /// Of these, put into the journal.
  package var journalled = 0
  /// Read from the journal and sent, again or late.
  package var drained = 0
  /// Refused by Kafka after their callers were answered, and set aside.
  package var refused = 0
  /// Given back to the caller as an error.
  package var failed = 0
}
