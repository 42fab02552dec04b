import Domain
import Postgres
import Wire

/// A record of a batch in the making: one from Kafka, or a parked one that a retry earlier in the batch asks for.
struct PlannedRecord {
  var record: IncomingRecord
  /// The parked record that this is; nil for one from Kafka.
  var parkedID: Int64?

  typealias Decode = (RawRecord) -> Result<Event, Rejection>

  /// Puts behind each retry the parked record it names, read again. Whether the retry takes effect is decided later,
  /// under the head's lock; a parked record may be a retry itself.
  static func plan(
    _ db: PostgresSession, _ records: [IncomingRecord], decode: Decode?
  ) throws -> (records: [PlannedRecord], decisions: Set<Int64>) {
    var planned: [PlannedRecord] = []
    planned.reserveCapacity(records.count)
    var ids: Set<Int64> = []
    var salts = SaltSource()
    func add(_ item: PlannedRecord, behind path: [Int64]) throws {
      planned.append(item)
      guard let staged = item.record.staged, staged.isParkingDecision, let decision = ParkingDecision(staged.event)
      else {
        return
      }
      ids.insert(decision.parkedID)
      guard decision.kind == .retry, let decode, !path.contains(decision.parkedID),
        let parked = try Parking.find(db, id: decision.parkedID)
      else { return }
      let record = IncomingRecord(
        raw: parked.raw, incarnation: parked.incarnation, partition: parked.partition, offset: parked.offset,
        recordTime: parked.recordTime, outcome: decode(parked.raw), salt: salts.next())
      try add(PlannedRecord(record: record, parkedID: parked.id), behind: path + [parked.id])
    }
    for record in records { try add(PlannedRecord(record: record), behind: []) }
    return (planned, ids)
  }
}
