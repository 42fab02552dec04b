import Domain
import Ledger
import TestSupport
import Testing
import Wire

/// The archiver's clock jumps. The program reads the host's clock, which a test must not set; so this is the appender,
/// given the times that such a clock would show.
@Suite(.slots, .database(migrated: true))
struct ClockTests {
  @Test(.fault(.clockJumps)) func aDayForwardAndBack() async throws {
    let day: Int64 = 86_400_000_000
    let start: Int64 = 1_790_000_000_000_000
    let clock = [0, 1, day, day + 1, 2, 3, day * 2, -day].map { Timestamp(microseconds: start + $0) }
    let (times, report) = try await Database.current.pool.run { db in
      let incarnation = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      let fence = try IngestOffsets.acquire(db, incarnation: incarnation.id, partition: 0).fence
      for (offset, now) in clock.enumerated() {
        let event = Event(
          id: "e\(offset)", source: "/test", type: FeedbackReceived.type, occurredAt: now, loop: "demo.test",
          data: Array("{}".utf8))
        let record = IncomingRecord(
          raw: RawRecord(topic: "t", key: nil, value: event.data, headers: []), incarnation: incarnation.id,
          partition: 0, offset: Int64(offset), recordTime: nil, outcome: .success(event))
        _ = try LedgerAppender.append(
          db, records: [record],
          ranges: [
            SourceRange(
              incarnation: incarnation.id, partition: 0, first: Int64(offset), next: Int64(offset) + 1, fence: fence,
              lastRecordHash: [])
          ], now: now)
      }
      let times = try db.query("SELECT recorded_at FROM ledger.event WHERE source = '/test' ORDER BY position").map {
        try $0.timestampMicros(0) - start
      }
      return (times, try LedgerVerifier().verify(db))
    }
    #expect(times == [0, 1, day, day + 1, day + 1, day + 1, day * 2, day * 2])
    #expect(report.problem == nil)
  }
}
