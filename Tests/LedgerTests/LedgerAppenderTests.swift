import Domain
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

@Suite(.database(migrated: true, adopted: false))
struct LedgerAppenderTests {
  private func record(_ id: String, data: String = "{}", offset: Int64) -> IncomingRecord {
    let event = Event(
      id: id, source: "/test", type: FeedbackReceived.type, subject: id,
      occurredAt: Timestamp(microseconds: 1_700_000_000_000_000), loop: "demo.test", key: "demo.test/\(id)",
      extensions: ["tenant": "a"], data: Array(data.utf8))
    return record(.success(event), offset: offset)
  }

  private func record(_ outcome: Result<Event, Rejection>, offset: Int64) -> IncomingRecord {
    IncomingRecord(
      raw: RawRecord(topic: "t", key: nil, value: Array("raw".utf8), headers: [RawHeader("ce_id", nil)]),
      incarnation: 1, partition: 0, offset: offset, recordTime: nil, outcome: outcome)
  }

  /// Opens topic incarnation 1 and takes its partition 0 over.
  private func claim(_ db: PostgresSession) throws -> Int64 {
    if try IngestOffsets.current(db, topic: "t") == nil {
      _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
    }
    return try IngestOffsets.acquire(db, incarnation: 1, partition: 0).fence
  }

  private func append(_ db: PostgresSession, _ records: [IncomingRecord], fence: Int64) throws -> AppendResult {
    let first = records.first?.offset ?? 0
    return try LedgerAppender.append(
      db, records: records,
      ranges: [
        SourceRange(
          incarnation: 1, partition: 0, first: first, next: first + Int64(records.count), fence: fence,
          lastRecordHash: [1])
      ], now: Timestamp(microseconds: 1_700_000_001_000_000))
  }

  @Test func numbersDedupsAndParksInOneTransaction() async throws {
    let results = try await Database.current.pool.run { db in
      let fence = try claim(db)
      let first = try append(
        db, [record("a", offset: 0), record("b", offset: 1), record("a", offset: 2)], fence: fence)
      let second = try append(
        db,
        [
          record("b", offset: 3), record("b", data: "{\"x\":1}", offset: 4), record("c", offset: 5),
          record(.failure(Rejection(.nullBody, "no body", mend: "send one")), offset: 6),
        ], fence: fence)
      return (first, second)
    }
    #expect(results.0.appended == 2)
    #expect(results.0.duplicates == 1)
    #expect(results.1.appended == 1)
    #expect(results.1.duplicates == 1)
    #expect(results.1.parked == 2)
    #expect(results.1.head == 3)
    let parked = try await Database.current.pool.run {
      try Parking.list($0, ParkingFilter(), limit: 9)
    }
    #expect(parked.map(\.reason) == ["conflict", "null_body"])
    #expect(parked.map(\.afterPosition) == [2, 3])
    #expect(parked.first?.raw.headers == [RawHeader("ce_id", nil)])
  }

  @Test func anOlderFenceWritesNothing() async throws {
    let head = try await Database.current.pool.run { db -> Int64 in
      let old = try claim(db)
      _ = try claim(db)
      do {
        _ = try append(db, [record("z", offset: 0)], fence: old)
        Issue.record("an archiver that lost its partition could write")
      } catch let error as LedgerError {
        #expect(error.code == .fenced)
      }
      return try LedgerReader.head(db).position
    }
    #expect(head == 0)
  }

  @Test func openingATopicsNextLifeFencesWhoReadsTheFormer() async throws {
    let head = try await Database.current.pool.run { db -> Int64 in
      let fence = try claim(db)
      _ = try IngestOffsets.open(db, topic: "t", topicID: "next", clusterID: nil, reason: "test")
      #expect(throws: LedgerError.self) { try append(db, [record("z", offset: 0)], fence: fence) }
      return try LedgerReader.head(db).position
    }
    #expect(head == 0)
  }

  @Test(arguments: [
    "UPDATE ledger.event SET data = '{\"y\":2}' WHERE position = 2",
    "UPDATE ledger.event SET loop = 'demo.other' WHERE position = 2",
    "UPDATE ledger.event SET key = 'other' WHERE position = 2",
    "UPDATE ledger.event SET recorded_at = recorded_at + interval '1 second' WHERE position = 2",
    "DELETE FROM ledger.event WHERE position = 2",
    "DELETE FROM ledger.event_id WHERE position = 2",
    """
    UPDATE ledger.event SET position = 1000 WHERE position = 2; UPDATE ledger.event SET position = 2 WHERE position = 3;
    UPDATE ledger.event SET position = 3 WHERE position = 1000
    """,
  ])
  func verifyNamesTheFirstBadPosition(change: String) async throws {
    let (before, after) = try await Database.current.pool.run { db in
      let fence = try claim(db)
      _ = try append(db, [record("a", offset: 0)], fence: fence)
      _ = try append(db, [record("b", offset: 1), record("c", offset: 2)], fence: fence)
      _ = try append(db, [record("d", offset: 3)], fence: fence)
      let before = try LedgerVerifier().verify(db)
      try db.script(change)
      return (before, try LedgerVerifier().verify(db))
    }
    #expect(before.problem == nil)
    #expect(before.positions == 4)
    #expect(after.firstBadPosition == 2)
  }

  @Test func anInsertedRowIsFound() async throws {
    let report = try await Database.current.pool.run { db in
      let fence = try claim(db)
      _ = try append(db, [record("a", offset: 0)], fence: fence)
      try db.script(
        """
        CREATE TEMP TABLE copy AS SELECT * FROM ledger.event; UPDATE copy SET position = 2, event_id = 'forged';
        INSERT INTO ledger.event SELECT * FROM copy
        """)
      return try LedgerVerifier().verify(db)
    }
    #expect(report.firstBadPosition == 2)
  }
}
