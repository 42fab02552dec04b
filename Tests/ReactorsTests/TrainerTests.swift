import Artifacts
import Domain
import Ledger
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// What the trainer makes of a sealed dataset, on a real ledger.
@Suite(.database(migrated: true)) struct TrainerTests {
  @Test func trainsEachTrialOnceAndKeepsTheArtifact() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let sealed = try #require(try await wheel.curator.run().first).decoded(as: DatasetSealed.self)
    let events = try await wheel.trainer.run()
    #expect(events.map(\.type) == [RunStarted.type, RunCompleted.type])
    let started = try #require(events.first).decoded(as: RunStarted.self)
    let completed = try #require(events.last).decoded(as: RunCompleted.self)
    // Without a champion there is no warm start.
    #expect(started.trial == "fresh" && started.trials == 1 && started.parent == nil)
    #expect(started.datasetID == sealed.datasetID && started.settings == history.config.learner.settings)
    #expect(completed.runID == started.runID && completed.modelID == started.modelID)
    let artifact = try await history.artifacts.load(completed.artifact)
    #expect(artifact.count == Int(completed.artifactBytes))
    #expect(completed.validation.logLoss < 0.69, "it has learned something")
    #expect(completed.fingerprint == LoopHistory.fingerprint)
    let model = try await history.pool.run { try ModelRecord.load($0, id: completed.modelID) }
    #expect(model?.artifact == completed.artifact)
    // A trainer that decides again finds the run ended, and does not train again.
    try await wheel.trainer.forget()
    #expect(try await wheel.trainer.run().isEmpty)
  }

  @Test func whatTheLearnerRefusesIsARunThatFailed() async throws {
    var history = try await LoopHistory(learningRate: "1000")
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    try await wheel.curator.run()
    let events = try await wheel.trainer.run()
    #expect(events.map(\.type) == [RunStarted.type, RunFailed.type])
    let failed = try #require(events.last).decoded(as: RunFailed.self)
    #expect(failed.reason.contains("learning_rate"))
    // A round without a model has no verdict: it failed.
    #expect(try await wheel.evaluator.run().map(\.type) == [RoundFailed.type])
  }

  /// A round that an earlier program began goes on by that program's version of the learner, and is judged as a whole;
  /// the next one goes by this program's, from chance, since it cannot start from the champion's weights.
  @Test func aRoundIsTrainedByTheVersionThatBeganIt() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let sealed = try #require(try await wheel.curator.run().first).decoded(as: DatasetSealed.self)
    let plan = TrialPlan(
      learner: history.config.learner, codeVersion: "1", datasetID: sealed.datasetID, champion: nil, warmable: false)
    let trial = plan.trials[0]
    let begun = RunStarted(
      runID: trial.runID, modelID: trial.modelID, datasetID: sealed.datasetID, trial: trial.name, trialIndex: 0,
      trials: 1, learner: trial.learner, codeVersion: "1", settings: trial.settings, seed: Int64(trial.seed),
      parent: nil)
    try await history.append([history.event(RunStarted.type, day: 2, begun.json)])
    let events = try await wheel.trainer.run()
    let completed = try #require(events.last).decoded(as: RunCompleted.self)
    #expect(completed.runID == trial.runID && completed.modelID == trial.modelID)
    #expect(
      try await wheel.evaluator.run().map(\.type) == [EvaluationStarted.type, VerdictReached.type, ModelPromoted.type])

    for day in 2..<4 { try await history.day(day) }
    try await wheel.curator.run()
    let next = try await wheel.trainer.run().filter { $0.type == RunStarted.type }
    let started = try next.map { try $0.decoded(as: RunStarted.self) }
    #expect(!started.isEmpty && started.allSatisfy { $0.codeVersion == "2" && $0.parent == nil && $0.trial == "fresh" })
    let champions = try await history.pool.run { try ChampionCode.all($0) }
    #expect(champions == [ChampionCode(loop: LoopHistory.name, learner: "mlp", codeVersion: "1")])
    // Its own models it starts from, as ever.
    let verdicts = try await wheel.evaluator.run()
    guard verdicts.contains(where: { $0.type == ModelPromoted.type }) else { return }
    for day in 4..<6 { try await history.day(day) }
    try await wheel.curator.run()
    let later = try await wheel.trainer.run().filter { $0.type == RunStarted.type }
    #expect(try later.contains { try $0.decoded(as: RunStarted.self).trial == "warm" })
  }
}
