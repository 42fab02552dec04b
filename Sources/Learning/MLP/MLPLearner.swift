import Domain
import Kernels

/// Classification on mixed inputs: embeddings and a small multilayer perceptron, trained with Adam in minibatches.
///
/// Numbers are standardised, robustly, and also put into quantile bins; categories and bins have embeddings; texts are
/// bags of hashed n-grams; times become points on circles. The epoch with the least validation log loss is kept.
package struct MLPLearner: Learner {
  package static let identifier = "mlp"
  package static let codeVersion = MLPVersion.current.rawValue

  /// What it trains as.
  let version: MLPVersion

  package init() { self.init(.current) }

  init(_ version: MLPVersion) { self.version = version }

  package func at(codeVersion: String) -> (any Learner)? { MLPVersion(rawValue: codeVersion).map(MLPLearner.init) }

  package func validate(settings: JSONValue) -> [SettingProblem] { MLPSettings.read(settings).problems }

  package func load(_ artifact: [UInt8]) throws -> any Model { try MLPModel(artifact: artifact) }

  package func train(
    train: ExampleSet, validation: ExampleSet, settings: JSONValue, seed: UInt64, parent: [UInt8]?,
    progress: (TrainingProgress) throws -> Void
  ) throws -> TrainedModel {
    let settings = try MLPSettings(settings)
    guard train.count > 0 else {
      throw LearningError(.tooFewExamples, "the training part is empty; let the dataset's policy wait for examples")
    }
    BLAS.prepare()
    let old = try parent.map { try MLPModel(artifact: $0) }
    if let old, old.version != version {
      throw LearningError(
        .incompatibleParent,
        "the parent was trained by version \(old.version.rawValue) of `mlp`, whose weights read inputs that are encoded "
          + "otherwise than those of version \(version.rawValue); start fresh")
    }
    let start = try MLPStart(train: train, settings: settings, version: version, seed: seed, parent: old)
    guard start.classes.count >= 2 else {
      throw LearningError(.tooFewExamples, "there is only the class \(start.classes); a classifier needs two")
    }
    var run = try MLPRun(
      start: start, train: train, validation: validation, settings: settings, version: version, seed: seed,
      isWarm: old != nil)
    return try run.train(progress)
  }
}
