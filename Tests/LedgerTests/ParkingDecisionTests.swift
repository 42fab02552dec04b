import Domain
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// Retrying and discarding parked records: each an event, with its effect in the same transaction.
@Suite(.database(migrated: true, adopted: false))
struct ParkingDecisionTests {
  private func withLedger<T: Sendable>(_ body: @Sendable @escaping (inout TestLedger) throws -> T) async throws -> T {
    try await Database.current.pool.run { db in
      var ledger = try TestLedger(db)
      return try body(&ledger)
    }
  }

  private func types(_ db: PostgresSession) throws -> [String] {
    try db.query("SELECT type || ' ' || event_id FROM ledger.event ORDER BY position").map { try $0.text(0) }
  }

  @Test func aGoodRecordStandsRightBehindItsRetry() async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      try ledger.append([TestLedger.event("later")])
      ledger.decode = { _ in .success(TestLedger.event("mended")) }
      let retry = try ledger.decision(.retry, id)
      let result = try ledger.append([retry])
      #expect(result.appended == 2 && result.retried == 1)
      let record = try ledger.parked(id)
      #expect(record.state == "retried" && record.attempts == 1 && record.note == "why")
      #expect(record.decisionPosition == 2 && record.eventPosition == 3)
      #expect(record.afterPosition == 0)
      let order = try types(ledger.db)
      #expect(order[2] == "\(FeedbackReceived.type) mended")
      // Said again, by a resent record or a second person: nothing.
      #expect(try ledger.append([retry]).duplicates == 1)
      #expect(try types(ledger.db) == order)
      #expect(try LedgerVerifier().verify(ledger.db).problem == nil)
    }
  }

  @Test func aBadRecordStaysOpenWithItsNewReason() async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      ledger.decode = { _ in .failure(Rejection(.unknownType, "never heard of it", mend: "declare it")) }
      for attempt in 1...2 {
        let result = try ledger.append([try ledger.decision(.retry, id)])
        #expect(result.appended == 1 && result.retried == 0 && result.parked == 0)
        let record = try ledger.parked(id)
        #expect(record.state == "open" && record.reason == "unknown_type" && record.attempts == attempt)
        #expect(record.decisionPosition == Int64(attempt))
      }
      ledger.decode = { _ in .success(TestLedger.event("mended")) }
      try ledger.append([try ledger.decision(.retry, id)])
      #expect(try ledger.parked(id).eventPosition == 4)
    }
  }

  @Test func discardingIsRecordedAndFinal() async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      ledger.decode = { _ in .success(TestLedger.event("mended")) }
      let retry = try ledger.decision(.retry, id)
      let result = try ledger.append([try ledger.decision(.discard, id, because: "a test record")])
      #expect(result.discarded == 1 && result.appended == 1)
      // It was decided at the same state, and comes too late.
      #expect(try ledger.append([retry]).appended == 1)
      let record = try ledger.parked(id)
      #expect(record.state == "discarded" && record.note == "a test record" && record.attempts == 0)
      #expect(record.decisionPosition == 1 && record.eventPosition == nil)
      let decided = try ledger.db.query("SELECT parked_id, reason FROM ledger.parked_decided ORDER BY position")
      #expect(try decided.map { try $0.int64(0) } == [id, id])
      #expect(try decided[0].text(1) == "a test record")
    }
  }

  /// A decision that says anything else than is so, be it forged or from before a back-up was restored.
  @Test(
    arguments: [
      ["topic": "millrace.loops"], ["incarnation": 99], ["partition": 3], ["offset": 77], ["parked_reason": "nonsense"],
      ["parked_id": 4711],
    ] as [JSONValue])
  func whatContradictsTheRecordChangesNothing(_ lie: JSONValue) async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      let before = try ledger.parked(id)
      ledger.decode = { _ in .success(TestLedger.event("mended")) }
      for kind in [ParkingDecision.Kind.retry, .discard] {
        var event = try ledger.decision(kind, id)
        event.id = "forged \(kind)"
        let data = try JSONReader.parse(event.data)
        event.data = Array(data.overlaid(with: lie).canonicalText.utf8)
        let result = try ledger.append([event])
        #expect(result.appended == 1 && result.retried + result.discarded == 0)
        #expect(result.ignored.count == 1 && result.ignored[0].contains("at position \(result.head)"))
      }
      #expect(try ledger.parked(id) == before)
      let stated = try StatedDecision.all(ledger.db, about: id, limit: 9)
      #expect(stated.allSatisfy { $0.refusal(by: before) != nil })
      #expect(stated.count == (lie["parked_id"] == nil ? 2 : 0))
      // And the true one counts.
      #expect(try ledger.append([try ledger.decision(.discard, id)]).discarded == 1)
      let after = try ledger.parked(id)
      let last = try #require(try StatedDecision.all(ledger.db, about: id, limit: 1).first)
      #expect(after.state == "discarded" && last.refusal(by: after) == nil)
    }
  }

  @Test func whatTheLedgerHasAlreadyIsNotTakenTwice() async throws {
    try await withLedger { ledger in
      let ids = try ledger.park(2)
      try ledger.append([TestLedger.event("a")])
      ledger.decode = { raw in
        .success(TestLedger.event("a", data: raw.value == Array("raw 0".utf8) ? "{}" : "{\"other\":1}"))
      }
      try ledger.append(try ids.map { try ledger.decision(.retry, $0) })
      let same = try ledger.parked(ids[0])
      #expect(same.state == "retried" && same.eventPosition == 1)
      let other = try ledger.parked(ids[1])
      #expect(other.state == "open" && other.reason == "conflict" && other.eventPosition == nil)
      #expect(try LedgerReader.head(ledger.db).position == 3)
      #expect(try LedgerVerifier().verify(ledger.db).problem == nil)
    }
  }

  /// A retry may itself be parked, by an archiver that does not know the type yet; retried, it retries.
  @Test func aParkedRetryRetriesOnceItIsRetried() async throws {
    try await withLedger { ledger in
      let first = try ledger.park()[0]
      let retry = try ledger.decision(.retry, first)
      let second = try ledger.park()[0]
      ledger.decode = { $0.value == Array("raw 0".utf8) ? .success(TestLedger.event("mended")) : .success(retry) }
      let result = try ledger.append([try ledger.decision(.retry, second)])
      #expect(result.appended == 3 && result.retried == 2)
      #expect(try ledger.parked(second).eventPosition == 2)
      #expect(try ledger.parked(first).eventPosition == 3)
    }
  }

  @Test func aRetryOfItselfEnds() async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      let retry = try ledger.decision(.retry, id)
      var other = retry
      other.id = "other"
      ledger.decode = { [other] _ in .success(other) }
      #expect(try ledger.append([retry]).appended == 2)
      #expect(try ledger.parked(id).state == "retried")
    }
  }

  @Test func aBatchThatCannotReadARecordAgainIsRefusedWhole() async throws {
    try await withLedger { ledger in
      let id = try ledger.park()[0]
      let retry = try ledger.decision(.retry, id)
      let range = SourceRange(
        incarnation: 1, partition: 0, first: 1, next: 2, fence: ledger.fence, lastRecordHash: [])
      let record = IncomingRecord(
        raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0, offset: 1,
        recordTime: nil, outcome: .success(retry))
      #expect(throws: LedgerError.self) {
        try LedgerAppender.append(
          ledger.db, records: [record], ranges: [range], now: Timestamp(microseconds: 1))
      }
      #expect(try IngestOffsets.standings(ledger.db, incarnation: 1)[0]?.nextOffset == 1)
      #expect(try ledger.parked(id).attempts == 0)
    }
  }

  @Test func filtersAndWhatCameLaterOfTheKey() async throws {
    try await withLedger { ledger in
      try ledger.append([TestLedger.event("before")])
      let ids = try ledger.park(3)
      let other = try ledger.park(1, key: "other")
      try ledger.append([
        TestLedger.event("x"), TestLedger.event("y", key: "other"), TestLedger.event("z"),
      ])
      func listed(_ filter: ParkingFilter) throws -> [Int64] { try Parking.list(ledger.db, filter, limit: 9).map(\.id) }
      #expect(try listed(ParkingFilter()) == ids + other)
      #expect(try listed(ParkingFilter(ids: [ids[1], 999])) == [ids[1]])
      #expect(try listed(ParkingFilter(reason: "schema", topic: "t", after: ids[0])) == ids.dropFirst() + other)
      #expect(try listed(ParkingFilter(reason: "conflict")) == [])
      #expect(try listed(ParkingFilter(topic: "u")) == [])
      #expect(try listed(ParkingFilter(since: Timestamp(microseconds: 1_700_000_001_000_000))).count == 4)
      #expect(try listed(ParkingFilter(since: Timestamp(microseconds: 1_700_000_001_000_001))) == [])
      let later = try Parking.later(ledger.db, than: try ledger.parked(ids[0]), limit: 9)
      #expect(later.map(\.id) == ["x", "z"] && later.map(\.position) == [2, 4])
      #expect(try Parking.later(ledger.db, than: try ledger.parked(other[0]), limit: 9).map(\.id) == ["y"])
    }
  }
}
