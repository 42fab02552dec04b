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
}
