/// When events go to the spool, and how it is emptied.
package struct SpoolingConfiguration: Sendable, Hashable {
  /// Events that Kafka has not acknowledged after so long go to the spool.
  package var deliveryTimeout: Duration
  /// The pause before the spool is tried again after a failure.
  package var retryPause: Duration
  /// How long what is under way may take at the end.
  package var closingTime: Duration
  /// Records sent at a time out of the spool.
  package var drainRecords: Int

  package init(
    deliveryTimeout: Duration = .seconds(1), retryPause: Duration = .milliseconds(250),
    closingTime: Duration = .seconds(2), drainRecords: Int = 1_000
  ) {
    self.deliveryTimeout = deliveryTimeout
    self.retryPause = retryPause
    self.closingTime = closingTime
    self.drainRecords = drainRecords
  }
}
