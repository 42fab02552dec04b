import Domain
import Postgres
import Projections
import TestSupport
import Testing

@Suite(.database(migrated: true, adopted: false))
struct VerifyTests {
  private var pool: PostgresPool { Database.current.pool }

  private func fill(seed: UInt64, count: Int) async throws -> LiveProjections {
    var random = SplitMix(state: seed)
    let events = try History.random(&random, count: count)
    let live = LiveProjections(group: try History.group())
    try await pool.run { db in
      try History.append(db, events)
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 37).count > 0 {}
    }
    return live
  }

  @Test func whatTheLedgerGivesIsVerified() async throws {
    let live = try await fill(seed: 31, count: 300)
    let result = try await pool.run { try ProjectionVerifier(group: live.group).verify($0, limit: 100) }
    #expect(result.matches)
    #expect(result.position == 300)
    #expect(result.differences.isEmpty)
    #expect(result.tables.contains { $0.name == "interaction" && $0.replayed.rows > 0 })
    // Nothing is left behind.
    let left = try await pool.run { try $0.query("SELECT to_regnamespace('fold_verify') IS NULL").first?.bool(0) }
    #expect(left == true)
  }

  @Test func tamperingIsFoundAndNamed() async throws {
    let live = try await fill(seed: 32, count: 400)
    let ids = try await pool.run { db in
      try db.query("SELECT interaction_id FROM fold.interaction ORDER BY position LIMIT 3").map { try $0.text(0) }
    }
    try await pool.run { db in
      try db.execute("UPDATE fold.interaction SET answer = 'yes' WHERE interaction_id = $1", [.text(ids[0])])
      try db.execute("DELETE FROM fold.interaction WHERE interaction_id = $1", [.text(ids[1])])
      try db.execute(
        """
        INSERT INTO fold.champion_history
        SELECT loop, 999, 'forged', predecessor, change, position, recorded_at, occurred_at, verdict_id, forced, reason,
          decided_at_position FROM fold.champion_history LIMIT 1
        """)
      // One number, in the last of its digits.
      try db.execute(
        """
        UPDATE fold.hourly_metric SET decisions = decisions + 1
        WHERE ctid = (SELECT ctid FROM fold.hourly_metric ORDER BY hour LIMIT 1)
        """)
    }
    let result = try await pool.run { try ProjectionVerifier(group: live.group).verify($0, limit: 100) }
    #expect(!result.matches)
    #expect(result.tables.filter { !$0.matches }.map(\.name) == ["champion_history", "hourly_metric", "interaction"])
    let found = result.differences.map { "\($0.table) \($0.row) \($0.kind.rawValue) \($0.columns)" }
    #expect(found.contains("interaction demo.law \(ids[0]) changed [\"answer\"]"), "\(found)")
    #expect(found.contains("interaction demo.law \(ids[1]) missing []"), "\(found)")
    #expect(found.contains("champion_history demo.law 999 extra []"), "\(found)")
    #expect(found.contains { $0.hasPrefix("hourly_metric") && $0.hasSuffix("changed [\"decisions\"]") }, "\(found)")
    // A rebuild mends it.
    let mended = try await pool.run { db in
      _ = try live.rebuild(db, limit: 100)
      return try ProjectionVerifier(group: live.group).verify(db, limit: 100)
    }
    #expect(mended.matches)
  }

  @Test func aLiveCopyOfOtherFilesIsNotCompared() async throws {
    let live = try await fill(seed: 33, count: 20)
    var group = live.group
    group.version = "changed"
    let verifier = ProjectionVerifier(group: group)
    await #expect(throws: ProjectionError.self) { try await pool.run { _ = try verifier.verify($0, limit: 100) } }
  }
}
