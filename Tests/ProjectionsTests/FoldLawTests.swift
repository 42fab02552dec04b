import Domain
import Foundation
import Ledger
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// Folding (0, n] in any batching gives the same rows: random events, random splits.
@Suite(.database(migrated: true))
struct FoldLawTests {
  private static var home: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  private func event(_ number: Int, _ type: String, _ data: JSONValue, loop: String = "demo.law") -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil,
      occurredAt: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000), loop: loop, key: loop,
      data: Array(data.canonicalText.utf8))
  }

  private func config() throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: demo.law
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes, aggregation: majority, default: no}
        join_window: 20m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "law.yaml")
  }

  /// Interactions, some named twice; feedback before, in time, late, and with labels of no class; ticks, some backwards;
  /// promotions, some stale.
  private func history(_ random: inout SplitMix, count: Int) throws -> [Event] {
    let config = try config()
    var events = [event(0, EventType.loopConfigured, ["config": config.json, "digest": .string(config.digest)])]
    for number in 1..<count {
      let id = "i\(random.next() % UInt64(count / 3))"
      switch random.next() % 20 {
      case 0..<9:
        events.append(
          event(
            number, EventType.interactionRecorded,
            [
              "interaction_id": .string(id), "input": ["x": .integer(Int64(random.next() % 9))],
              "output": ["label": "no", "probability": 0.6, "probabilities": ["no": 0.6, "yes": 0.4]],
              "generation": .integer(Int64(random.next() % 3)),
            ]))
      case 9..<16:
        let label = ["no", "yes", "yes", "maybe"][Int(random.next() % 4)]
        events.append(
          event(number, EventType.feedbackReceived, ["interaction_id": .string(id), "label": .string(label)]))
      case 16, 17, 18:
        let back = random.next() % 5 == 0 ? -30 : 0
        let time = Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number + back) * 60_000_000)
        events.append(event(number, EventType.clockTicked, ["time": .string(time.text)]))
      default:
        let generation = Int64(random.next() % 4)
        events.append(
          event(
            number, EventType.modelPromoted,
            [
              "slot": "demo.law", "model_id": .string("m\(number)"), "generation": .integer(generation + 1),
              "replaces_generation": .integer(generation), "predecessor": nil, "verdict_id": "v", "forced": false,
            ]))
      }
    }
    return events
  }

  private func append(_ db: PostgresSession, _ events: [Event]) throws {
    _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
    let fence = try IngestOffsets.acquire(db, incarnation: 1, partition: 0).fence
    let records = events.enumerated().map { offset, event in
      IncomingRecord(
        raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0,
        offset: Int64(offset), recordTime: nil, outcome: .success(event))
    }
    _ = try LedgerAppender.append(
      db, records: records,
      ranges: [
        SourceRange(
          incarnation: 1, partition: 0, first: 0, next: Int64(records.count), fence: fence, lastRecordHash: [])
      ], now: Timestamp(microseconds: 1_700_000_001_000_000), salt: { [UInt8](repeating: 0, count: 16) })
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func anyBatchingGivesTheSameRows(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let events = try history(&random, count: 240)
    let group = try ProjectionGroup(name: "core", directory: FoldLawTests.home + "/projections/core")
    try await Database.current.pool.run { try append($0, events) }
    let whole = ProjectionFold(group: group, schema: "whole")
    let expected = try await Database.current.pool.run { db in
      try whole.prepare(db)
      while try whole.step(db, limit: 100_000).count > 0 {}
      return try whole.checksums(db)
    }
    // The test says something only if the history reaches every kind of row.
    for table in ["interaction", "feedback", "joined_example", "fold_error", "champion_history", "hourly_metric"] {
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
    let config = try config()
    func tick(_ number: Int) -> Event {
      event(
        number, EventType.clockTicked,
        [
          "time": .string(Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000).text)
        ])
    }
    let events = [
      event(0, EventType.loopConfigured, ["config": config.json, "digest": .string(config.digest)]),
      event(1, EventType.feedbackReceived, ["interaction_id": "late", "label": "yes"]),
      event(
        2, EventType.interactionRecorded,
        ["interaction_id": "late", "input": ["x": 1], "output": ["label": "no", "probability": 1]]),
      event(
        3, EventType.interactionRecorded,
        ["interaction_id": "none", "input": ["x": 1], "output": ["label": "no", "probability": 1]]),
      tick(22), tick(30), event(31, EventType.feedbackReceived, ["interaction_id": "none", "label": "yes"]), tick(32),
    ]
    let rows = try await Database.current.pool.run { db in
      try append(db, events)
      let group = try ProjectionGroup(name: "core", directory: FoldLawTests.home + "/projections/core")
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
    let config = try config()
    let configured = event(3, EventType.loopConfigured, ["config": config.json, "digest": .string(config.digest)])
    func feedback(_ number: Int, _ label: String, on interaction: String) -> Event {
      event(number, EventType.feedbackReceived, ["interaction_id": .string(interaction), "label": .string(label)])
    }
    func interaction(_ number: Int) -> Event {
      event(
        number, EventType.interactionRecorded,
        ["interaction_id": "a", "input": ["x": 1], "output": ["label": "no", "probability": 1]])
    }
    func tick(_ number: Int) -> Event {
      event(number, EventType.clockTicked, ["time": .string(Timestamp(microseconds: Int64(number)).text)])
    }
    func promotion(_ number: Int, replaces generation: Int64) -> Event {
      event(
        number, EventType.modelPromoted,
        [
          "slot": "demo.law", "model_id": "m", "generation": .integer(generation + 1),
          "replaces_generation": .integer(generation), "predecessor": nil, "verdict_id": "v", "forced": false,
        ])
    }
    let events = [
      event(1, EventType.loopPaused, [:]), tick(2), configured, tick(4), feedback(5, "maybe", on: "a"),
      feedback(6, "maybe", on: "b"), feedback(7, "perhaps", on: "a"), feedback(8, "yes", on: "a"), interaction(9),
      interaction(10), promotion(11, replaces: 3), promotion(12, replaces: 0),
    ]
    let rows = try await Database.current.pool.run { db in
      try append(db, events)
      let group = try ProjectionGroup(name: "core", directory: FoldLawTests.home + "/projections/core")
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
    let events = try history(&random, count: 60)
    try await Database.current.pool.run { db in
      try db.script("DROP TABLE ledger.event_0, ledger.event_1; SELECT ledger.ensure_partitions(60, 20)")
      try append(db, events)
      let group = try ProjectionGroup(name: "core", directory: FoldLawTests.home + "/projections/core")
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
