/// When events are accepted, and how they come to Kafka.
package struct DeliveryConfiguration: Sendable, Hashable {
  package var accept: AcceptMode
  /// Where Kafka accepts: events that it has not acknowledged after so long go to the journal.
  package var deliveryTimeout: Duration
  /// The pause before Kafka is tried again after a failure.
  package var retryPause: Duration
  /// How long what is under way may take at the end.
  package var closingTime: Duration
  /// Records sent at a time out of the journal.
  package var drainRecords: Int
  /// How often the ledger is asked what it has, while anything waits for that.
  package var lookInterval: Duration
  /// How often journals are looked for that no process has.
  package var adoptInterval: Duration

  package init(
    accept: AcceptMode = .journal, deliveryTimeout: Duration = .seconds(1), retryPause: Duration = .milliseconds(250),
    closingTime: Duration = .seconds(1), drainRecords: Int = 1_000, lookInterval: Duration = .milliseconds(200),
    adoptInterval: Duration = .seconds(10)
  ) {
    self.accept = accept
    self.deliveryTimeout = deliveryTimeout
    self.retryPause = retryPause
    self.closingTime = closingTime
    self.drainRecords = drainRecords
    self.lookInterval = lookInterval
    self.adoptInterval = adoptInterval
  }
}
