import Domain
import Ledger
import Postgres
import Projections
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// Well-formed events that cannot be true stop no loop: whatever comes before a round and in the midst of it, the round
/// comes to its end, and the folds are the same in windows of 1.
@Suite(.database(migrated: true)) struct ImpossibleEventTests {
  /// One event of each control type that follows from nothing, for a loop.
  private static func impossible(
    _ loop: String, _ random: inout SplitMix, _ history: inout LoopHistory
  ) -> [Event] {
    func word(_ stem: String) -> JSONValue { .string("\(stem)-\(random.next() % 1_000_000)") }
    let far = Int64(random.next() % 1_000_000)
    let round: JSONValue = [
      "run_id": word("run"), "model_id": word("model"), "dataset_id": word("dataset"), "trial": "fresh",
      "trial_index": .integer(far), "trials": 1,
    ]
    let judged: JSONValue = [
      "evaluation_id": word("evaluation"), "dataset_id": word("dataset"), "challenger": word("model"),
      "champion": word("model"), "gate_digest": "g",
    ]
    let slot: JSONValue = [
      "slot": .string(loop), "model_id": word("model"), "verdict_id": word("verdict"),
      "decided_at_position": .integer(far),
    ]
    let generations: [JSONValue] = (0..<3).flatMap { generation -> [JSONValue] in
      [["replaces_generation": .integer(generation), "generation": .integer(generation + 1)]]
    }
    let time: JSONValue = "2126-01-01T00:00:00Z"
    var data: [(String, JSONValue)] = [
      (
        LoopConfigured.type,
        ["config": history.config.json.overlaid(with: ["name": "test.other", "join_window": "1s"]), "digest": "d"]
      ),
      (LoopConfigured.type, ["config": history.config.json.overlaid(with: ["join_window": "xx"]), "digest": "d"]),
      (LoopConfigured.type, ["config": history.config.json]),
      (ClockTicked.type, ["time": time]), (ClockTicked.type, ["time": time, "follows": word("tick")]),
      (DatasetRequested.type, ["reason": "none", "labels": "inverted", "force": true]),
      (
        DatasetSealed.type,
        [
          "dataset_id": word("dataset"), "content_hash": "c", "config_digest": .string(history.config.digest),
          "tick": ["event_id": word("tick"), "time": time], "position": .integer(far),
          "cut": ["from": time, "validation_from": time, "holdout_from": time, "to": time],
          "counts": ["train": 1], "fold_version": "1", "labels": "inverted", "force": true,
        ]
      ),
      (
        RunStarted.type,
        round.overlaid(with: ["learner": "none", "code_version": "1", "settings": [:], "seed": .integer(far)])
      ),
      (
        RunCompleted.type,
        round.overlaid(with: [
          "artifact": "a", "artifact_bytes": .integer(far), "validation": ["log_loss": 0], "epochs": 1,
          "fingerprint": [:],
        ])
      ),
      (RunFailed.type, round.overlaid(with: ["reason": "none"])),
      (EvaluationStarted.type, judged.overlaid(with: ["generation": .integer(far), "selection": []])),
      (
        VerdictReached.type,
        judged.overlaid(with: [
          "run_id": word("run"), "outcome": "promote", "reasons": [], "forced": true, "metrics": [:], "slices": [],
        ])
      ),
      (
        VerdictRevised.type,
        [
          "model_id": word("model"), "predecessor": word("model"), "generation": .integer(far % 3), "outcome": "worse",
          "look": 1, "tick_position": .integer(far), "reasons": [],
        ]
      ),
    ]
    for generation in generations {
      data.append((ModelPromoted.type, slot.overlaid(with: generation).overlaid(with: ["forced": false])))
      data.append(
        (
          ModelRolledBack.type,
          slot.overlaid(with: generation).overlaid(with: [
            "from_model": word("model"), "from_generation": .integer(far % 3), "reason": "none",
          ])
        ))
    }
    return data.map { type, data in
      var event = history.event(type, day: 0.5, data)
      event.loop = loop
      event.key = loop
      return event
    }
  }

  @Test(arguments: [1, 2] as [UInt64]) func theNextRoundCompletes(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    var history = try await LoopHistory(release: "{trial: 5d, minimum_examples: 60, confidence: 0.95}")
    func disturb() async throws {
      for loop in [LoopHistory.name, "test.unknown", "*"] {
        let events = Self.impossible(loop, &random, &history)
        try await history.append(events)
      }
    }
    // A loop's first tick is free, so it is a true one.
    for day in 0..<2 {
      try await history.day(day)
      try await disturb()
    }
    let wheel = Wheel(history)
    #expect(try await wheel.curator.run().map(\.type) == [DatasetSealed.type])
    try await disturb()
    #expect(try await wheel.trainer.run().map(\.type) == [RunStarted.type, RunCompleted.type])
    try await disturb()
    let judged = try await wheel.evaluator.run()
    #expect(judged.map(\.type) == [EvaluationStarted.type, VerdictReached.type, ModelPromoted.type])
    let model = try #require(judged.last).decoded(as: ModelPromoted.self).modelID
    try await disturb()
    // The trial, too: the champion is sure of a world that has turned round.
    try await history.day(2, inverted: true, generation: 1, model: model, answer: { $0 > 0 ? 0.9 : 0.1 })
    try await disturb()
    #expect(try await wheel.evaluator.run().map(\.type) == [VerdictRevised.type, ModelRolledBack.type])

    let group = history.group
    try await history.pool.run { db in
      #expect(try ChampionChange.all(db, loop: LoopHistory.name).map(\.modelID) == [model, nil])
      #expect(try LeftOutEvents.load(db) == nil)
      let one = ProjectionFold(group: group, schema: "one_by_one")
      try one.prepare(db)
      while try one.step(db, limit: 1).count > 0 {}
      #expect(try one.checksums(db) == LiveProjections(group: group).live.checksums(db))
    }
  }
}
