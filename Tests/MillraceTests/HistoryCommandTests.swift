import Domain
import Foundation
import Ledger
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// Replays, rebuilds, verifications and an analyst's projection, in the real program.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct HistoryCommandTests {
  private var home: String { Simulation.root.path }

  /// Six ticks of a loop that is not configured, each a fold error; folded.
  private func fill() async throws {
    let group = try ProjectionGroup(name: "core", directory: home + "/projections/core")
    try await Database.current.pool.run { db in
      let topic = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      let fence = try IngestOffsets.acquire(db, incarnation: topic.id, partition: 0).fence
      let records = (0..<Int64(6)).map { index in
        IncomingRecord(
          raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: topic.id, partition: 0,
          offset: index, recordTime: nil,
          outcome: .success(Event.tick(loop: "a.b", time: Timestamp(microseconds: index), source: "/test")))
      }
      let range = SourceRange(
        incarnation: topic.id, partition: 0, first: 0, next: 6, fence: fence, lastRecordHash: [])
      _ = try LedgerAppender.append(
        db, records: records, ranges: [range], now: Timestamp(microseconds: 1_700_000_000_000_000))
      let live = LiveProjections(group: group)
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 4).count > 0 {}
    }
  }

  private func count(_ sql: String) async throws -> Int64? {
    try await Database.current.pool.run { try $0.query(sql).first?.int64(0) }
  }

  @Test func replays() async throws {
    try await fill()
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let made = try await program.run("replay", "--schema", "past", "--at", "3")
    #expect(made.status == 0 && made.text.contains("past is the ledger as of position 3, recorded at 2023-11-14T"))
    #expect(try await count("SELECT count(*) FROM past.fold_error") == 3)
    let timed = try await program.run("replay", "--schema", "noon", "--at", "2024-01-01T00:00:00Z", "--json")
    #expect(timed.text.contains("\"position\":6"), "\(timed.text)")
    let diff = try await program.run("replay", "--schema", "past", "--diff", "millrace")
    #expect(diff.text.contains("past is at position 3, millrace at 6"), "\(diff.text)")
    #expect(diff.text.contains("rows: 1 differ"), "\(diff.text)")
    let bad = try await program.run("replay", "--schema", "past", "--at", "yesterday")
    #expect(bad.status != 0 && bad.text.contains("neither a position nor a time"))
    let beyond = try await program.run("replay", "--schema", "past", "--at", "99")
    #expect(beyond.status != 0 && beyond.text.contains("the ledger ends at position 6"))
    let dropped = try await program.run("replay", "--schema", "past", "--drop")
    #expect(dropped.text.contains("replay past is removed"))
    #expect(try await program.run("replay", "--schema", "past", "--drop").text.contains("there is no replay past"))
  }

  @Test func rebuildsAndVerifies() async throws {
    try await fill()
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let rebuilt = try await program.run("projection", "rebuild", "core", "--window", "2")
    #expect(rebuilt.status == 0 && rebuilt.text.contains("taken over at position 6"), "\(rebuilt.text)")
    #expect(try await count("SELECT count(*) FROM fold_old.fold_error") == 6)
    #expect(try await program.run("projection", "prune").text.contains("fold_old is dropped"))
    #expect(try await program.run("projection", "rebuild", "nothing").status != 0)
    let good = try await program.run("projection", "verify", "--no-record")
    #expect(good.status == 0 && good.text.contains("verified at position 6"), "\(good.text)")
    try await Database.current.pool.run { try $0.script("DELETE FROM fold.fold_error WHERE position = 2") }
    let bad = try await program.run("projection", "verify", "--no-record")
    #expect(bad.status == 1 && bad.text.contains("fold_error  2 tick  missing"), "\(bad.text)")
  }

  @Test func takesAnAnalystsProjection() async throws {
    try await fill()
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let folder = home + "/projections/examples/daily_regret"
    let added = try await program.run("projection", "add", folder)
    #expect(added.status == 0 && added.text.contains("schema analyst_daily_regret"), "\(added.text)")
    #expect(try await program.run("projection", "add", folder).text.contains("is unchanged"))
    #expect(try await program.run("projection", "list").text.contains("daily_regret"))
    #expect(try await program.run("status").text.contains("daily_regret"))
    let verified = try await program.run("projection", "verify", "daily_regret", "--no-record")
    #expect(verified.status == 0 && verified.text.contains("1 tables with 0 rows"), "\(verified.text)")
    #expect(try await program.run("projection", "verify", "nothing", "--no-record").status != 0)
    #expect(try await program.run("projection", "remove", "daily_regret").status == 0)
    #expect(try await program.run("projection", "remove", "daily_regret").status != 0)
  }
}
