import Artifacts
import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import ReactorSupport
import Reactors

/// The three reactors at work on one history, step by step.
struct Wheel {
  let history: LoopHistory
  let curator: ReactorHarness
  let trainer: ReactorHarness
  let evaluator: ReactorHarness

  init(_ history: LoopHistory) {
    self.history = history
    let reader = DatasetReader(pool: history.pool)
    let models = ModelLibrary(pool: history.pool, artifacts: history.artifacts, learners: .standard)
    curator = ReactorHarness(Curator(reader: reader), on: history)
    trainer = ReactorHarness(Wheel.trainer(history, fingerprint: LoopHistory.fingerprint), on: history)
    evaluator = ReactorHarness(Evaluator(reader: reader, models: models, work: TrainingThread()), on: history)
  }

  /// Another trainer of the same history.
  func trainer(fingerprint: JSONValue) -> Trainer { Wheel.trainer(history, fingerprint: fingerprint) }

  private static func trainer(_ history: LoopHistory, fingerprint: JSONValue) -> Trainer {
    Trainer(
      reader: DatasetReader(pool: history.pool),
      models: ModelLibrary(pool: history.pool, artifacts: history.artifacts, learners: .standard),
      artifacts: history.artifacts, learners: .standard, fingerprint: fingerprint, work: TrainingThread())
  }
}
