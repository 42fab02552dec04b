import Artifacts
import Domain
import Evaluation
import Learning
import Ledger
import ReadModels

/// Trains the challengers of each sealed dataset: a warm start from the champion, a fresh one, and what the loop
/// declares besides.
package struct Trainer: Reactor {
  package let name = ReactorName.trainer.rawValue
  package let types: [any EventData.Type] = [DatasetSealed.self]
  private let reader: DatasetReader
  private let models: ModelLibrary
  private let artifacts: ArtifactStore
  private let learners: LearnerRegistry
  private let fingerprint: JSONValue
  private let work: TrainingThread

  package init(
    reader: DatasetReader, models: ModelLibrary, artifacts: ArtifactStore, learners: LearnerRegistry,
    fingerprint: JSONValue, work: TrainingThread
  ) {
    self.reader = reader
    self.models = models
    self.artifacts = artifacts
    self.learners = learners
    self.fingerprint = fingerprint
    self.work = work
  }

  package func stage(of event: LedgerEvent) -> RoundStage { .train }

  package func react(to event: LedgerEvent, context: ReactorContext) async throws {
    let loop = context.loop
    guard let round = try await Round.load(context.pool, loop: loop, seal: event) else { return }
    context.datasetID = round.dataset.id
    let config = round.config
    let tick = round.dataset.tickPosition
    let champion = try await context.pool.run {
      try Champion.load($0, loop: loop, decidedBefore: tick, archivedBefore: event.position)
    }
    // A round that an earlier program began is trained to its end by that program's version, or it would never be whole.
    let begun = try await context.pool.run { try RunRecord.codeVersion($0, dataset: round.dataset.id) }
    let learner = try learners.learner(config.learner.kind)
    let codeVersion =
      begun.flatMap { learner.at(codeVersion: $0) == nil ? nil : $0 } ?? type(of: learner).codeVersion
    let dataset = try await reader.dataset(loop: loop, of: round)
    let parent = try await parent(champion.modelID, of: dataset, in: round, context)
    let plan = TrialPlan(
      learner: config.learner, codeVersion: codeVersion, datasetID: round.dataset.id, champion: champion.modelID,
      warmable: parent?.learner == config.learner.kind && parent?.codeVersion == codeVersion)
    for trial in plan.trials {
      try await run(trial, of: plan, round: round, dataset: dataset, parent: parent, context: context)
    }
  }

  /// The champion as what training starts from; nil: a cold start, since there is none, or it cannot be loaded, or
  /// cannot read the dataset. A warm start that was begun stays in the plan, or its round would never be whole.
  private func parent(
    _ champion: String?, of dataset: Dataset, in round: Round, _ context: ReactorContext
  ) async throws -> ModelRecord? {
    guard let champion else { return nil }
    let found = try await RoundFailure.catching { try await models.record(champion) }
    guard case .success(let record) = found else { return nil }
    let begun = try await context.pool.run { try RunRecord.parents($0, dataset: round.dataset.id) }
    if begun.contains(champion) { return record }
    let (_, problem) = try await models.champion(champion, config: round.config, on: dataset.part(.train))
    guard let problem else { return record }
    context.logger.warning(
      "training starts cold: the champion cannot be used", metadata: ["champion": "\(champion)", "why": "\(problem)"])
    return nil
  }

  private func run(
    _ trial: Trial, of plan: TrialPlan, round: Round, dataset: Dataset, parent: ModelRecord?, context: ReactorContext
  ) async throws {
    if try await isFinished(trial, context) { return }
    func emit(_ data: some EventData) async throws {
      try await context.emit(data, identity: .string(trial.runID), subject: trial.runID, round: trial.datasetID)
    }
    let count = plan.trials.count
    try await emit(
      RunStarted(
        runID: trial.runID, modelID: trial.modelID, datasetID: trial.datasetID, trial: trial.name,
        trialIndex: trial.index, trials: count, learner: trial.learner, codeVersion: trial.codeVersion,
        settings: trial.settings, seed: Int64(trial.seed), parent: trial.parent))
    let training = try await RoundFailure.catching {
      let trained = try await TrialTraining(learners: learners, artifacts: artifacts, work: work).train(
        trial, transform: round.dataset.transform, dataset: dataset, parentArtifact: parent?.artifact)
      guard let validation = trained.validation else {
        throw LearningError(.tooFewExamples, "the validation part is empty; let the dataset's policy wait for examples")
      }
      return (trained, validation, try await artifacts.store(trained.artifact))
    }
    switch training {
    case .success(let (trained, validation, digest)):
      try await emit(
        RunCompleted(
          runID: trial.runID, modelID: trial.modelID, datasetID: trial.datasetID, trial: trial.name,
          trialIndex: trial.index, trials: count, artifact: digest, artifactBytes: Int64(trained.artifact.count),
          validation: RunCompleted.Validation(validation), epochs: trained.epochs, fingerprint: fingerprint))
    case .failure(let failure):
      try await emit(
        RunFailed(
          runID: trial.runID, modelID: trial.modelID, datasetID: trial.datasetID, trial: trial.name,
          trialIndex: trial.index, trials: count, reason: Bounded.text(failure.sentence, bytes: 2_000)))
    }
  }

  /// Whether the ledger has the run's end, from before this reactor was stopped.
  private func isFinished(_ trial: Trial, _ context: ReactorContext) async throws -> Bool {
    try await context.pool.run { try RunRecord.hasEnded($0, id: trial.runID) }
  }
}
