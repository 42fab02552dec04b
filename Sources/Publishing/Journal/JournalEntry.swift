import Kafka

/// Records on their way into a journal, all or none of which are acknowledged.
package struct JournalEntry: Sendable {
  let records: [KafkaRecord]
  /// Their frames, not sealed.
  let bytes: [UInt8]
  /// Whether somebody waits for the ledger to have them.
  let isAwaited: Bool

  package init(_ records: [KafkaRecord], isAwaited: Bool = false) {
    self.records = records
    self.isAwaited = isAwaited
    var bytes: [UInt8] = []
    bytes.reserveCapacity(records.reduce(0) { $0 + ($1.value?.count ?? 0) + 512 })
    for record in records { JournalFrame.append(record, to: &bytes) }
    self.bytes = bytes
  }
}
