import Domain
import Foundation
import Ledger
import Postgres
import Projections
import ReadModels
import Audit
import TestSupport
import Testing
import Wire

@Suite(.database(migrated: true, adopted: false))
struct VerificationEventTests {
  private static var home: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  private func append(_ db: PostgresSession, _ event: Event) throws {
    let topic = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
    let fence = try IngestOffsets.acquire(db, incarnation: topic.id, partition: 0).fence
    let record = IncomingRecord(
      raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: topic.id, partition: 0, offset: 0,
      recordTime: nil, outcome: .success(event))
    let range = SourceRange(
      incarnation: topic.id, partition: 0, first: 0, next: 1, fence: fence, lastRecordHash: [])
    _ = try LedgerAppender.append(
      db, records: [record], ranges: [range], now: Timestamp(microseconds: 1_700_000_000_000_000))
  }

  /// A verification becomes an event that keeps to the contract, and a row of `millrace.verification`.
  @Test func aVerificationIsRecorded() async throws {
    let contract = try Contract.load(directory: VerificationEventTests.home + "/streams")
    let group = try ProjectionGroup(name: "core", directory: VerificationEventTests.home + "/projections/core")
    let live = LiveProjections(group: group)
    let rows = try await Database.current.pool.run { db in
      try append(db, Event.tick(loop: "*", time: Timestamp(microseconds: 0), source: "/test"))
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 100).count > 0 {}
      let verifier = ProjectionVerifier(group: group)
      let good = try Auditor.event(db, try verifier.verify(db, limit: 100))
      try db.script("INSERT INTO fold.fold_error VALUES (1, 'forged', 'x', 'y')")
      let bad = try Auditor.event(db, try verifier.verify(db, limit: 100))
      // The same position with another finding is another event.
      #expect(good.id != bad.id)
      for event in [good, bad] {
        #expect(contract.check(event.data, of: event.type) == nil)
        let raw = try CloudEventEncoder(contract: contract).encode(event)
        #expect(raw.topic == "millrace.audits")
        guard case .success(let decoded) = CloudEventDecoder(contract: contract).decode(raw) else {
          Issue.record("\(raw) is not taken")
          continue
        }
        #expect(decoded.id == event.id)
        try append(db, event)
      }
      while try live.live.step(db, limit: 100).count > 0 {}
      return try db.query(
        "SELECT verified_position, matches, jsonb_array_length(differences) FROM millrace.verification ORDER BY position"
      ).map { row in try "\(row.int64(0)) \(row.bool(1)) \(row.int(2))" }
    }
    #expect(rows == ["1 true 0", "1 false 1"])
  }

  /// Nobody can have compared what was not there yet: such an event is an error of its own, and `status` shows the last
  /// one that can be true. What lies below the rules stands.
  @Test(arguments: [false, true]) func oneOfAPositionAheadChangesNothing(isAdopted: Bool) async throws {
    let group = try ProjectionGroup(name: "core", directory: VerificationEventTests.home + "/projections/core")
    let live = LiveProjections(group: group)
    let (rows, errors, last) = try await Database.current.pool.run { db in
      if isAdopted { _ = try LedgerSetup.adopt(db, now: Timestamp(microseconds: 1_700_000_000_000_000)) }
      var place = try LedgerReader.head(db).position
      for (number, distance) in [-1, 0, 1_000_000].enumerated() {
        place += 1
        var data = ProjectionVerified.full
        (data.position, data.matches) = (max(place + Int64(distance), 1), distance < 0)
        if distance < 0 { try append(db, Event.tick(loop: "*", time: Timestamp(microseconds: 0), source: "/test")) }
        try append(
          db,
          Event(
            data, id: "forged-\(number)", source: "/millrace/auditor", subject: nil,
            occurredAt: Timestamp(microseconds: 1), loop: "*", key: "*"))
        place = try LedgerReader.head(db).position
      }
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 1).count > 0 {}
      return (
        try db.query("SELECT verified_position >= position FROM fold.verification ORDER BY position").map {
          try $0.bool(0)
        }, try db.query("SELECT reason FROM fold.fold_error ORDER BY position").map { try $0.text(0) },
        try LastVerification.load(db)
      )
    }
    #expect(rows == (isAdopted ? [false] : [false, true, true]))
    #expect(errors == (isAdopted ? ["verified_ahead", "verified_ahead"] : []))
    #expect(last?.matches == true)
  }
}
