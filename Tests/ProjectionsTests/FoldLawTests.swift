import Domain
import Postgres
import Projections
import TestSupport
import Testing

/// Folding (0, n] in any batching gives the same rows: random events, random splits.
@Suite(.database(migrated: true, adopted: false))
struct FoldLawTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func anyBatchingGivesTheSameRows(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let events = try History.random(&random, count: 300)
    let group = try History.group()
    try await Database.current.pool.run { try History.append($0, events) }
    let whole = ProjectionFold(group: group, schema: "whole")
    let expected = try await Database.current.pool.run { db in
      try whole.prepare(db)
      while try whole.step(db, limit: 100_000).count > 0 {}
      return try whole.checksums(db)
    }
    // The test says something only if the history reaches every kind of row.
    let tables = [
      "interaction", "feedback", "joined_example", "fold_error", "champion_history", "hourly_metric", "dataset", "run",
      "model", "verdict",
    ]
    for table in tables {
      #expect(expected[table].map { !$0.hasPrefix("0:") } ?? false, "\(table) is empty")
    }
    for split in 0..<4 {
      let limits = (0..<400).map { _ in Int64(split == 0 ? 1 : 1 + random.next() % 40) }
      let fold = ProjectionFold(group: group, schema: "split\(split)")
      let actual = try await Database.current.pool.run { db in
        try fold.prepare(db)
        for limit in limits { _ = try fold.step(db, limit: limit) }
        return try fold.checksums(db)
      }
      for (table, sum) in expected { #expect(actual[table] == sum, "\(table), split \(split)") }
    }
  }

  @Test func lateFeedbackAddsARevision() async throws {
    let events = [
      try History.configured(), History.feedback(1, id: "late", label: "yes"), History.interaction(2, id: "late"),
      History.interaction(3, id: "none"), History.tick(22), History.tick(30),
      History.feedback(31, id: "none", label: "yes"), History.tick(32),
    ]
    let rows = try await Database.current.pool.run { db in
      try History.append(db, events)
      let group = try History.group()
      let fold = ProjectionFold(group: group, schema: "late")
      try fold.prepare(db)
      _ = try fold.step(db, limit: 1000)
      return try db.query(
        """
        SELECT interaction_id, revision, tick_position, label, defaulted FROM late.joined_example
        ORDER BY interaction_id, revision
        """
      ).map { row in try "\(row.text(0)) \(row.int(1)) \(row.int64(2)) \(row.text(3)) \(row.bool(4))" }
    }
    #expect(rows == ["late 0 5 yes false", "none 0 6 no true", "none 1 8 yes false"])
  }

  /// A fold error points at its event, and at the later one that the projection took for the same thing.
  @Test func foldErrorsNameTheirCorrection() async throws {
    func feedback(_ number: Int, _ label: String, on interaction: String) -> Event {
      History.feedback(number, id: interaction, label: label)
    }
    func promotion(_ number: Int, replaces generation: Int64) -> Event {
      History.event(
        number, ModelPromoted.type,
        [
          "slot": "demo.law", "model_id": "m", "generation": .integer(generation + 1),
          "replaces_generation": .integer(generation), "predecessor": nil, "verdict_id": "v", "forced": false,
        ])
    }
    let events = [
      History.event(1, LoopPaused.type, [:]), History.tick(2), try History.configured(3), History.tick(4),
      feedback(5, "maybe", on: "a"), feedback(6, "maybe", on: "b"), feedback(7, "perhaps", on: "a"),
      feedback(8, "yes", on: "a"), History.interaction(9, id: "a"), History.interaction(10, id: "a"),
      promotion(11, replaces: 3), promotion(12, replaces: 0),
    ]
    let rows = try await Database.current.pool.run { db in
      try History.append(db, events)
      let group = try History.group()
      let projections = LiveProjections(group: group)
      #expect(try projections.prepare(db))
      _ = try projections.live.step(db, limit: 1000)
      return try db.query(
        "SELECT position, projection, event_id, coalesce(corrected_by, 0) FROM millrace.fold_error ORDER BY position"
      ).map { try "\($0.int64(0)) \($0.text(1)) \($0.text(2)) \($0.int64(3))" }
    }
    #expect(
      rows == [
        "1 loop e1 3", "2 tick e2 4", "5 feedback e5 8", "6 feedback e6 0", "7 feedback e7 8", "10 interaction e10 0",
        "11 champion_history e11 12",
      ])
  }

  /// A fold over a detached partition is refused; once it is attached again, the rows are the same as ever.
  @Test func aDetachedPartitionIsNotTakenForSilence() async throws {
    var random = SplitMix(state: 9)
    let events = try History.random(&random, count: 60)
    try await Database.current.pool.run { db in
      try db.script("DROP TABLE ledger.event_0, ledger.event_1; SELECT ledger.ensure_partitions(60, 20)")
      try History.append(db, events)
      let group = try History.group()
      func fold(_ schema: String) throws -> [String: String] {
        let fold = ProjectionFold(group: group, schema: schema)
        try fold.prepare(db)
        while try fold.step(db, limit: 7).count > 0 {}
        return try fold.checksums(db)
      }
      let expected = try fold("before")
      try db.execute("ALTER TABLE ledger.event DETACH PARTITION ledger.event_1 CONCURRENTLY")
      let error = #expect(throws: ProjectionError.self) { try fold("during") }
      #expect(error?.code == .missing)
      #expect(try ProjectionFold(group: group, schema: "during").position(db) == 14)
      try db.script("ALTER TABLE ledger.event ATTACH PARTITION ledger.event_1 FOR VALUES FROM (20) TO (40)")
      #expect(try fold("during") == expected)
      #expect(try fold("after") == expected)
    }
  }
}
