import Domain
import Foundation
import Ledger
import Postgres
import Projections
import TestSupport
import Testing
import Wire

@testable import ReadModels

/// Who the champion is for a decision follows from what was decided before, not from what was archived first.
@Suite(.database(migrated: true, adopted: false))
struct ChampionTests {
  private func event(_ number: Int, _ type: String, _ data: JSONValue) -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil,
      occurredAt: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000), loop: "demo.slot",
      key: "demo.slot", data: Array(data.canonicalText.utf8))
  }

  private func promotion(_ number: Int, _ model: String, generation: Int64, decidedAt position: Int64) -> Event {
    event(
      number, ModelPromoted.type,
      [
        "slot": "demo.slot", "model_id": .string(model), "generation": .integer(generation),
        "replaces_generation": .integer(generation - 1), "predecessor": nil, "verdict_id": "v", "forced": false,
        "decided_at_position": .integer(position),
      ])
  }

  @Test func followsFromDecisionsAndNotFromArrival() async throws {
    let config = try LoopFile.parse(
      Array(
        """
        name: demo.slot
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes}
        join_window: 20m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "slot.yaml")
    let tick = event(2, ClockTicked.type, ["time": "2023-11-14T22:20:00Z"])
    // Position 3 is the tick; the rollback decided at it is archived at 5, after the run's end at 4 that a reactor
    // with the tick behind it looks at next.
    let events = [
      event(0, LoopConfigured.type, ["config": config.json, "digest": .string(config.digest)]),
      promotion(1, "worse", generation: 1, decidedAt: 1), tick,
      event(3, ClockTicked.type, ["time": "2023-11-14T22:21:00Z"]),
      event(
        4, ModelRolledBack.type,
        [
          "slot": "demo.slot", "from_model": "worse", "from_generation": 1, "model_id": nil, "generation": 2,
          "replaces_generation": 1, "reason": "worse", "verdict_id": "r", "decided_at_position": 3,
        ]),
    ]
    let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let group = try ProjectionGroup(name: "core", directory: home + "/projections/core")
    let champions = try await Database.current.pool.run { db in
      _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      let fence = try IngestOffsets.acquire(db, incarnation: 1, partition: 0).fence
      _ = try LedgerAppender.append(
        db,
        records: events.enumerated().map { offset, event in
          IncomingRecord(
            raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0,
            offset: Int64(offset), recordTime: nil, outcome: .success(event))
        },
        ranges: [
          SourceRange(
            incarnation: 1, partition: 0, first: 0, next: Int64(events.count), fence: fence, lastRecordHash: [])
        ], now: Timestamp(microseconds: 1_700_000_001_000_000))
      let fold = ProjectionFold(group: group, schema: "fold")
      try fold.prepare(db)
      _ = try fold.step(db, limit: 1000)
      return try (1...5).map { try Champion.load(db, loop: "demo.slot", decidedBefore: $0).generation } + [
        Champion.load(db, loop: "demo.slot", decidedBefore: 4, archivedBefore: 5).generation,
        Champion.load(db, loop: "demo.slot", decidedBefore: 4, archivedBefore: 6).generation,
      ]
    }
    // What is decided at a position does not count at it, so that whoever decides there again sees the same.
    #expect(champions == [0, 1, 1, 2, 2, 1, 2])
  }
}
