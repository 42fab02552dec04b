import Domain
import Ledger
import Postgres
import Wire

/// Writes to the ledger of a test's database as an archiver with one partition would.
struct TestLedger {
  let db: PostgresSession
  let fence: Int64
  private(set) var offset: Int64
  /// How parked records are read again.
  var decode: (RawRecord) -> Result<Event, Rejection> = { _ in .failure(TestLedger.rejection) }

  /// What this archiver remembers.
  var filter = DedupFilter()

  static let rejection = Rejection(.schema, "x is missing", mend: "add it")

  /// - Parameter offset: where it goes on.
  init(_ db: PostgresSession, offset: Int64 = 0) throws {
    self.db = db
    self.offset = offset
    if try IngestOffsets.current(db, topic: "t") == nil {
      _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
    }
    fence = try IngestOffsets.acquire(db, incarnation: 1, partition: 0).fence
  }

  static func event(_ id: String, data: String = "{}", source: String = "/test", key: String = "k") -> Event {
    Event(
      id: id, source: source, type: FeedbackReceived.type, subject: id,
      occurredAt: Timestamp(microseconds: 1_700_000_000_000_000), loop: "demo.test", key: key,
      extensions: ["tenant": "a"], data: Array(data.utf8))
  }

  @discardableResult
  mutating func append(_ events: [Event]) throws -> AppendResult { try append(outcomes: events.map { .success($0) }) }

  /// - Returns: the ids of the parked records.
  mutating func park(_ count: Int = 1, key: String = "k") throws -> [Int64] {
    try append(outcomes: (0..<count).map { _ in .failure(TestLedger.rejection) }, key: key)
    return try Parking.list(db, ParkingFilter(), limit: 10_000).suffix(count).map(\.id)
  }

  @discardableResult
  mutating func append(outcomes: [Result<Event, Rejection>], key: String = "k") throws -> AppendResult {
    let first = offset
    let records = outcomes.enumerated().map { index, outcome in
      IncomingRecord(
        raw: RawRecord(
          topic: "t", key: Array(key.utf8), value: Array("raw \(first + Int64(index))".utf8),
          headers: [RawHeader("ce_id", nil)]),
        incarnation: 1, partition: 0, offset: first + Int64(index), recordTime: Timestamp(microseconds: 5),
        outcome: outcome, salt: [UInt8](repeating: 7, count: 16))
    }
    let range = SourceRange(
      incarnation: 1, partition: 0, first: first, next: first + Int64(records.count), fence: fence, lastRecordHash: [1])
    let result = try LedgerAppender.append(
      db, records: records, ranges: [range], now: Timestamp(microseconds: 1_700_000_001_000_000), filter: filter,
      decode: decode)
    offset = range.next
    return result
  }

  func parked(_ id: Int64) throws -> ParkedRecord {
    guard let record = try Parking.find(db, id: id) else { throw LedgerError(.missing, "no parked record \(id)") }
    return record
  }

  func decision(_ kind: ParkingDecision.Kind, _ id: Int64, because: String? = "why") throws -> Event {
    ParkingDecision.event(
      kind, try parked(id), reason: because, source: "/millrace/cli",
      now: Timestamp(microseconds: 1_700_000_002_000_000))
  }
}
