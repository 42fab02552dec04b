import Artifacts
import Domain
import Learning

/// Trains one recipe on one dataset: the same for the first run and for each that reproduces it.
package struct TrialTraining: Sendable {
  private let learners: LearnerRegistry
  private let artifacts: ArtifactStore
  private let work: TrainingThread

  package init(learners: LearnerRegistry, artifacts: ArtifactStore, work: TrainingThread) {
    self.learners = learners
    self.artifacts = artifacts
    self.work = work
  }

  /// - Parameter parentArtifact: SHA-256 of the parent model's artifact, for a trial with a parent.
  package func train(
    _ trial: Trial, transform: LabelTransform, dataset: Dataset, parentArtifact: String?
  ) async throws -> TrainedModel {
    let learner = try learners.learner(trial.learner, codeVersion: trial.codeVersion)
    let start = trial.parent == nil ? nil : try await parentArtifact.asyncMap { try await artifacts.load($0) }
    let train = try dataset.part(.train, transform: transform, seed: trial.seed)
    let validation = try dataset.part(.validation, transform: transform, seed: trial.seed &+ 1)
    return try await work.run { checkCancellation in
      try learner.train(
        train: train, validation: validation, settings: trial.settings, seed: trial.seed, parent: start
      ) { _ in try checkCancellation() }
    }
  }
}
