/// What became of events given to a `SpoolingPublisher`, since it was made.
package struct SpoolingCounts: Sendable, Hashable {
  /// Acknowledged by Kafka at once.
  package var accepted = 0
  /// Put into the spool.
  package var spooled = 0
  /// Delivered out of the spool.
  package var drained = 0
  /// Refused by Kafka for good, and set aside.
  package var refused = 0
  /// Given back to the caller as an error.
  package var failed = 0
}
