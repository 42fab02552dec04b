import Domain
import Postgres
import Projections
import TestSupport
import Testing

/// The laws of folding, for interactions, feedback and ticks by the rules "doors", with the mark anywhere.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(10)))
struct DoorFoldTests {
  private static let count = 260

  /// The seed, and where the rules are adopted.
  static let cases: [(UInt64, Int?)] = [(1, nil), (2, 2), (3, 2), (4, 90), (5, 130), (6, count - 1)]

  @Test(arguments: cases) func anyBatchingGivesTheSameRows(seed: UInt64, mark: Int?) async throws {
    let history = try DoorHistory(seed: seed, count: Self.count, mark: mark)
    let group = try History.group()
    let expected = try await Database.current.pool.run { db in
      try history.append(db)
      return try checksums(db, ProjectionFold(group: group, schema: "whole"), [10_000])
    }
    var random = SplitMix(state: seed)
    for split in 0..<3 {
      let limits = split == 0 ? [1] : (0..<300).map { _ in Int64(1 + random.next() % [8, 60][split - 1]) }
      let actual = try await Database.current.pool.run { db in
        try checksums(db, ProjectionFold(group: group, schema: "split\(split)"), limits)
      }
      for (table, sum) in expected { #expect(actual[table] == sum, "\(table), split \(split)") }
    }
    if let mark, mark < Self.count / 2 { try await expectEverything() }
  }

  /// The test says something only if the history reaches every kind of row.
  private func expectEverything() async throws {
    let rows = try await Database.current.pool.run { db in
      try db.query(
        """
        SELECT 'revisions' WHERE EXISTS (SELECT FROM whole.joined_example WHERE revision > 0)
        UNION ALL SELECT 'problems' WHERE EXISTS (SELECT FROM whole.input_problem)
        UNION ALL SELECT 'settled' WHERE EXISTS (SELECT FROM whole.interaction WHERE first_tick_time IS NOT NULL)
        UNION ALL SELECT 'set back' WHERE EXISTS (SELECT FROM whole.tick WHERE is_set_back AND clock = 'recorded')
        UNION ALL SELECT 'begun anew' WHERE EXISTS (SELECT FROM whole.tick WHERE is_set_back AND clock = 'occurred')
        UNION ALL SELECT DISTINCT reason FROM whole.fold_error ORDER BY 1
        """
      ).map { try $0.text(0) }
    }
    for kind in ["revisions", "problems", "settled", "label_unknown", "time_implausible"] {
      #expect(rows.contains(kind), "no \(kind)")
    }
  }

  private func checksums(
    _ db: PostgresSession, _ fold: ProjectionFold, _ limits: [Int64]
  ) throws -> [String: String] {
    try fold.prepare(db)
    var step = 0
    while try fold.step(db, limit: limits[step % limits.count]).count > 0 { step += 1 }
    return try fold.checksums(db)
  }

  /// What was known at a position is told alike by a replay up to there and by the functions over the live views.
  @Test(arguments: [(11, 2), (12, 80)] as [(UInt64, Int)])
  func asOfFunctionsAgreeWithReplays(seed: UInt64, mark: Int) async throws {
    let history = try DoorHistory(seed: seed, count: Self.count, mark: mark)
    let live = LiveProjections(group: try History.group())
    try await Database.current.pool.run { db in
      try history.append(db)
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 1000).count > 0 {}
      for position in [40, 101, 177, Self.count] {
        try Replay(group: live.group, name: "at_\(position)").run(db, to: Int64(position), limit: 50)
        for view in [
          "interaction", "feedback", "hourly_metric", "fold_error", "open_interaction", "waiting_feedback",
          "input_problem",
        ] {
          let stood = "SELECT s::text FROM at_\(position).\(view) s"
          let known = "SELECT k::text FROM millrace.\(view)_as_of(\(position)::bigint) k"
          let differing = try db.query(
            """
            SELECT count(*) FROM (
              (\(stood) EXCEPT ALL \(known)) UNION ALL (\(known) EXCEPT ALL \(stood))
            ) d
            """
          ).first?.int64(0)
          #expect(differing == 0, "\(view) as of \(position)")
        }
      }
    }
  }
}
