import Domain
import Wire

/// A Kafka record on its way into the ledger: where it stood, and what became of it when it was read as an event.
package struct IncomingRecord: Sendable {
  package var raw: RawRecord
  package var incarnation: Int64
  package var partition: Int32
  package var offset: Int64
  /// The record's Kafka timestamp; nil where it has none.
  package var recordTime: Timestamp?
  package var outcome: Result<Event, Rejection>

  package init(
    raw: RawRecord, incarnation: Int64, partition: Int32, offset: Int64, recordTime: Timestamp?,
    outcome: Result<Event, Rejection>
  ) {
    self.raw = raw
    self.incarnation = incarnation
    self.partition = partition
    self.offset = offset
    self.recordTime = recordTime
    self.outcome = outcome
  }
}
