import Kafka

/// What one write and one synchronisation bring to disk.
package struct JournalCommit: Sendable {
  /// Rising.
  package let serial: Int64
  package let records: [KafkaRecord]
  package let stretch: JournalStretch
  /// Whether somebody waits for the ledger to have them.
  package let isAwaited: Bool

  package init(serial: Int64, records: [KafkaRecord], stretch: JournalStretch, isAwaited: Bool = false) {
    self.serial = serial
    self.records = records
    self.stretch = stretch
    self.isAwaited = isAwaited
  }
}
