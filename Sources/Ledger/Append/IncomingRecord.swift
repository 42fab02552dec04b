import Domain
import Wire

/// A Kafka record on its way into the ledger: where it stood, and what became of it when it was read as an event.
///
/// A class, since it goes through many hands and has many fields.
package final class IncomingRecord: Sendable {
  /// Only what is parked is needed whole.
  private let makeRaw: @Sendable () -> RawRecord
  package let incarnation: Int64
  package let partition: Int32
  package let offset: Int64
  /// The record's Kafka timestamp; nil where it has none.
  package let recordTime: Timestamp?
  package let outcome: Result<StagedEvent, Rejection>

  /// - Parameter salt: of the event, where there is one; see `StagedEvent`.
  package convenience init(
    raw: @autoclosure @escaping @Sendable () -> RawRecord, incarnation: Int64, partition: Int32, offset: Int64,
    recordTime: Timestamp?, outcome: Result<Event, Rejection>, salt: @autoclosure () -> [UInt8] = SaltSource.one()
  ) {
    let staged: Result<StagedEvent, Rejection>
    switch outcome {
    case .success(let event): staged = .success(StagedEvent(event, salt: salt()))
    case .failure(let rejection): staged = .failure(rejection)
    }
    self.init(
      raw: raw, incarnation: incarnation, partition: partition, offset: offset, recordTime: recordTime,
      staged: staged)
  }

  private init(
    raw: @escaping @Sendable () -> RawRecord, incarnation: Int64, partition: Int32, offset: Int64,
    recordTime: Timestamp?, staged: Result<StagedEvent, Rejection>
  ) {
    makeRaw = raw
    self.incarnation = incarnation
    self.partition = partition
    self.offset = offset
    self.recordTime = recordTime
    outcome = staged
  }

  package var raw: RawRecord { makeRaw() }

  /// The event, where it is one.
  var staged: StagedEvent? { try? outcome.get() }

  /// The same record, refused.
  package func refused(_ rejection: Rejection) -> IncomingRecord {
    var rejection = rejection
    if let event = staged?.event { (rejection.source, rejection.eventID) = (event.source, event.id) }
    return IncomingRecord(
      raw: makeRaw, incarnation: incarnation, partition: partition, offset: offset, recordTime: recordTime,
      staged: .failure(rejection))
  }
}
