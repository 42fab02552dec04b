/// How an archiver reads and writes.
package struct ArchiverConfiguration: Sendable, Hashable {
  /// The consumer group; archivers of one ledger share it and with it the partitions.
  package var group: String
  /// Most records in one transaction.
  package var batchSize: Int
  /// About the most bytes of bodies in one transaction.
  package var batchBytes: Int
  /// Most parked records that are read again in one transaction.
  package var retriesAtOnce: Int
  /// In the long run, the mean time between two transactions with less than a tenth of that. Ten pass without a pause.
  package var commitInterval: Duration
  /// How long a poll waits for the first record.
  package var pollTimeout: Duration
  /// How long it may take, when it is to stop, to archive what Kafka has by then.
  package var drainTime: Duration
  /// How often it looks, while nothing comes, whether its topics are still the ones it took over.
  package var lookInterval: Duration
  /// How often it looks, while its clock and the database's disagree, whether they agree again.
  package var clockInterval: Duration

  package init(
    group: String = "millrace-archiver", batchSize: Int = 10_000, batchBytes: Int = 16 << 20, retriesAtOnce: Int = 256,
    commitInterval: Duration = .milliseconds(10), pollTimeout: Duration = .milliseconds(200),
    drainTime: Duration = .seconds(2), lookInterval: Duration = .seconds(1),
    clockInterval: Duration = .seconds(5)
  ) {
    self.group = group
    self.batchSize = batchSize
    self.batchBytes = batchBytes
    self.retriesAtOnce = retriesAtOnce
    self.commitInterval = commitInterval
    self.pollTimeout = pollTimeout
    self.drainTime = drainTime
    self.lookInterval = lookInterval
    self.clockInterval = clockInterval
  }
}
