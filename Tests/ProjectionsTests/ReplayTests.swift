import Domain
import Foundation
import Postgres
import Projections
import TestSupport
import Testing

@Suite(.database(migrated: true, adopted: false))
struct ReplayTests {
  private var pool: PostgresPool { Database.current.pool }

  private func fill(seed: UInt64, count: Int) async throws -> LiveProjections {
    var random = SplitMix(state: seed)
    let events = try History.random(&random, count: count)
    let live = LiveProjections(group: try History.group())
    try await pool.run { db in
      try History.append(db, events, batch: 7)
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 1000).count > 0 {}
    }
    return live
  }

  /// What was known at a position is told alike by a replay up to there and by the functions over the live views.
  @Test(arguments: [4, 5] as [UInt64])
  func asOfFunctionsAgreeWithReplays(seed: UInt64) async throws {
    let live = try await fill(seed: seed, count: 400)
    for position in [0, 63, 154, 238, 400] as [Int64] {
      let replay = try Replay(group: live.group, name: "at_\(position)")
      try await pool.run { db in
        try replay.run(db, to: position, limit: 70)
        for view in [
          "interaction", "feedback", "joined_example", "dataset", "run", "model", "verdict", "verdict_revision",
          "champion_history", "serving_slot", "hourly_metric", "fold_error",
          "round_failed", "round_waiting",
        ] {
          // These positions end batches, so that each has a recorded time of its own.
          let time = "(SELECT max(recorded_at) FROM ledger.event WHERE position <= \(position))"
          for moment in position == 0 ? ["0::bigint"] : ["\(position)::bigint", time] {
            // Of a replay's examples, the last revision of each is how they stood.
            let stood =
              view == "joined_example"
              ? "SELECT DISTINCT ON (loop, interaction_id) * FROM at_\(position).joined_example "
                + "ORDER BY loop, interaction_id, revision DESC" : "SELECT * FROM at_\(position).\(view)"
            let known = "SELECT * FROM millrace.\(view)_as_of(\(moment))"
            let differing = try db.query(
              """
              SELECT count(*) FROM (
                (SELECT s::text FROM (\(stood)) s EXCEPT ALL SELECT k::text FROM (\(known)) k)
                UNION ALL
                (SELECT k::text FROM (\(known)) k EXCEPT ALL SELECT s::text FROM (\(stood)) s)
              ) d
              """
            ).first?.int64(0)
            #expect(differing == 0, "\(view) as of \(moment)")
          }
        }
        if position == 238 {
          // They say something: errors that were not corrected yet, and hours that were not full yet.
          let changed = try db.query(
            """
            SELECT count(*) FROM millrace.fold_error_as_of(238) e JOIN millrace.fold_error x USING (position, projection)
            WHERE x.corrected_by IS NOT NULL AND e.corrected_by IS NULL
            UNION ALL
            SELECT count(*) FROM millrace.hourly_metric_as_of(238) m
            JOIN millrace.hourly_metric x USING (loop, hour, generation) WHERE x.examples > m.examples
            """
          ).map { try $0.int64(0) }
          #expect(changed.allSatisfy { $0 > 0 }, "\(changed)")
        }
        let champion = "SELECT generation FROM millrace.champion_as_of('demo.law', \(position))"
        let slot = "SELECT generation FROM at_\(position).serving_slot WHERE loop = 'demo.law'"
        #expect(try db.query(champion).first?.int64(0) == db.query(slot).first?.int64(0))
        let loop = "SELECT position FROM millrace.loop_as_of('demo.law', \(position))"
        #expect(try db.query(loop).first?.int64(0) == (position > 0 ? 1 : nil))
      }
    }
  }

  /// The question is answered from an index: the moment is found once, and the view's own filters reach its table.
  @Test func asOfFunctionsAreInlined() async throws {
    _ = try await fill(seed: 6, count: 200)
    let plan = try await pool.run { db in
      try db.query(
        """
        EXPLAIN SELECT * FROM millrace.joined_example_as_of(timestamptz '2023-11-14T22:14:00Z')
        WHERE loop = 'demo.law' AND interaction_id = 'i1'
        """
      ).map { try $0.text(0) }.joined(separator: "\n")
    }
    #expect(!plan.contains("Function Scan"), "\(plan)")
    #expect(plan.contains("joined_example_pkey"), "\(plan)")
  }

  @Test func aTimeIsThePositionRecordedByThen() async throws {
    _ = try await fill(seed: 7, count: 30)
    try await pool.run { db in
      let rows = try db.query(
        "SELECT recorded_at, max(position) FROM ledger.event GROUP BY 1 ORDER BY 1")
      #expect(rows.count == 5)
      for row in rows {
        let (time, position) = (try row.timestampMicros(0), try row.int64(1))
        #expect(try Replay.position(db, at: time) == position)
        #expect(try Replay.position(db, at: time + 1) == position)
        #expect(try Replay.position(db, at: time - 1) < position)
      }
      #expect(try Replay.position(db, at: 0) == 0)
    }
  }

  @Test func anInterruptedReplayGoesOn() async throws {
    let live = try await fill(seed: 8, count: 300)
    let replay = try Replay(group: live.group, name: "past")
    let whole = try Replay(group: live.group, name: "whole")
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await pool.run { db in
        // What a killed process leaves: the transaction under way is undone, those before it stand.
        try replay.run(db, to: 200, limit: 30) { if $0.position >= 90 { throw Stop() } }
      }
    }
    try await pool.run { db in
      #expect(try db.query("SELECT to_regclass('past.interaction') IS NULL").first?.bool(0) == true)
      var positions: [Int64] = []
      try replay.run(db, to: 200, limit: 30) { positions.append($0.position) }
      #expect(positions == [120, 150, 180, 200])
      try whole.run(db, to: 200, limit: 1000)
      #expect(try replay.fold.checksums(db) == whole.fold.checksums(db))
      #expect(throws: ProjectionError.self) { try replay.run(db, to: 100, limit: 30) }
      // The live copy was not touched.
      #expect(try live.live.position(db) == 300)
      #expect(try replay.drop(db))
      #expect(try !replay.drop(db))
      #expect(try db.query("SELECT to_regnamespace('past') IS NULL").first?.bool(0) == true)
    }
  }

  @Test func namesThatAreTakenAreRefused() async throws {
    let group = try History.group()
    for name in ["fold_x", "millrace", "Upper", "a-b", "", "1st", "pg_x", "x_fold"] {
      #expect(throws: ProjectionError.self) { try Replay(group: group, name: name) }
    }
    try await pool.run { db in
      try db.script("CREATE SCHEMA mine")
      #expect(throws: ProjectionError.self) { try Replay(group: group, name: "mine").run(db, to: 0, limit: 10) }
      #expect(try !Replay(group: group, name: "mine").drop(db))
    }
  }

  @Test func twoMomentsAreCompared() async throws {
    let live = try await fill(seed: 9, count: 400)
    try await pool.run { db in
      try Replay(group: live.group, name: "early").run(db, to: 100, limit: 1000)
      let diff = try MomentDiff(db, "early", "millrace")
      #expect(diff.positions == [100, 400])
      let sections = Dictionary(uniqueKeysWithValues: diff.sections.map { ($0.title, $0) })
      #expect(sections["champions"]?.rows.count == 1)
      let datasets = try db.query("SELECT count(*) FROM millrace.dataset WHERE position > 100").first?.int(0)
      #expect(sections["datasets"]?.rows.count == datasets)
      #expect(sections["rows"]?.rows.contains { $0[0] == "interaction" } == true)
      let same = try MomentDiff(db, "millrace", "millrace")
      #expect(same.sections.allSatisfy { $0.rows.isEmpty })
      #expect(throws: ProjectionError.self) { try MomentDiff(db, "early", "nothing") }
    }
  }

  /// What the guide says about the past is valid SQL.
  @Test func theGuidesQuestionsAreAnswered() async throws {
    _ = try await fill(seed: 10, count: 100)
    let guide = try String(contentsOfFile: History.home + "/docs/guide.md", encoding: .utf8)
    let blocks = guide.components(separatedBy: "```sql\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    let questions = blocks.filter { $0.contains("_as_of(") }
    #expect(!questions.isEmpty)
    for question in questions { try await pool.run { try $0.script(question) } }
  }
}
