import Domain
import ReactorSupport
import TestSupport
import Testing

@testable import ReadModels

/// What the read models say of rounds, on a history whose every event is known.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct RoundReadTests {
  private let loop = LoopHistory.name

  @Test func whatBecameOfARound() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    let trained = try await history.round(tick: tick, day: 2.99)
    let dataset = "dataset-\(tick)"
    let ended = try await history.append(
      history.verdict(trained, tick: tick, day: 2.99, champion: nil, outcome: "promote"))
    let promoted = try await history.append([history.promotion(trained, day: 2.99)])
    let version = history.group.version
    try await history.pool.run { [loop] db throws in
      #expect(try FoldCheckpoint.position(db) == promoted)
      #expect(try RunRecord.dataset(db, loop: loop, endedAt: trained.end) == dataset)
      #expect(try RunRecord.dataset(db, loop: loop, endedAt: trained.end - 1) == nil)
      #expect(try RunRecord.hasEnded(db, id: trained.run))
      #expect(try !RunRecord.hasEnded(db, id: "another"))
      let runs = try RunRecord.ended(db, dataset: dataset, by: trained.end)
      #expect(runs.map(\.id) == [trained.run] && runs.map(\.modelID) == [trained.model])
      #expect(runs.map(\.isCompleted) == [true] && runs.map(\.trialIndex) == [0])
      #expect(try RunRecord.ended(db, dataset: dataset, by: trained.end - 1).isEmpty)
      #expect(try RecordedRun.load(db, id: trained.run)?.fingerprint == LoopHistory.fingerprint)
      #expect(try ModelRecord.load(db, id: trained.model)?.learner == "mlp")
      #expect(try SealedDataset.last(db, loop: loop, beforeTick: tick + 1)?.id == dataset)
      #expect(try SealedDataset.last(db, loop: loop, beforeTick: tick) == nil)
      #expect(try SealedDataset.foldVersions(db, of: [dataset, "another"]) == [version: tick])
      #expect(
        try VerdictRecord.all(db, loop: loop) == [
          VerdictRecord(position: ended, decidedAt: trained.end, datasetID: dataset, challenger: trained.model)
        ])
      let changes = try ChampionChange.all(db, loop: loop)
      #expect(changes.map(\.modelID) == [trained.model] && changes.map(\.position) == [promoted])
      #expect(changes.map(\.generation) == [1] && changes.map(\.change) == ["promoted"])
      #expect(try ChampionChange.all(db, loop: loop, decidedBefore: trained.end).isEmpty)
      let line = try LineageRecord.line(db, model: trained.model)
      #expect(line.map(\.runID) == [trained.run] && line.map(\.datasetID) == [dataset])
      #expect(line.first?.promotions.map(\.generation) == [1] && line.first?.outcome == "promote")
      #expect(try LineageRecord.line(db, model: "another").isEmpty)
      let slots = try ServingSlotRow.all(db)
      #expect(slots.map(\.loop) == [loop] && slots.map(\.generation) == [1])
      #expect(slots.map(\.modelID) == [trained.model])
      #expect(try slots.first?.artifact == ModelRecord.load(db, id: trained.model)?.artifact)
    }
  }

  @Test func theLastRequestBetweenTwoPositions() async throws {
    var history = try await LoopHistory(isSandbox: true)
    func request(_ labels: String, force: Bool) async throws -> Int64 {
      try await history.append([
        history.event(DatasetRequested.type, day: 0, ["labels": .string(labels), "force": .bool(force)])
      ])
    }
    let first = try await request("true", force: false)
    let second = try await request("inverted", force: true)
    try await history.pool.run { [loop] db throws in
      let last = try DatasetRequest.last(db, loop: loop, after: 0, before: second + 1)
      #expect(last?.transform == .inverted && last?.isForced == true)
      #expect(try DatasetRequest.last(db, loop: loop, after: 0, before: second)?.transform == .truthful)
      #expect(try DatasetRequest.last(db, loop: loop, after: first, before: second) == nil)
      #expect(try DatasetRequest.last(db, loop: "other", after: 0, before: second + 1) == nil)
    }
  }
}
