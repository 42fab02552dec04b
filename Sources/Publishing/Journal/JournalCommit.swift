import Kafka

/// What one write and one synchronisation bring to disk.
package struct JournalCommit: Sendable {
  /// Rising.
  package let serial: Int64
  package let records: [KafkaRecord]
  package let stretch: JournalStretch

  package init(serial: Int64, records: [KafkaRecord], stretch: JournalStretch) {
    self.serial = serial
    self.records = records
    self.stretch = stretch
  }
}
