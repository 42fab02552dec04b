import Domain

/// One way of learning: examples in order, settings, seed and perhaps a parent give an artifact.
///
/// Training is a pure function of its arguments and of the machine's `Fingerprint`: the same gives the same bytes.
package protocol Learner: Sendable {
  /// The name in a loop's `learner.kind`, such as `mlp`.
  static var identifier: String { get }
  /// Part of every model's recipe: changes whenever training would give other numbers.
  static var codeVersion: String { get }

  /// The learner as its code was at a version, so that what was trained then can be made again; nil: it is not kept.
  func at(codeVersion: String) -> (any Learner)?

  /// What is wrong with the settings; empty when they can be used.
  func validate(settings: JSONValue) -> [SettingProblem]

  /// Trains on `train`, watching `validation`.
  ///
  /// - Parameters:
  ///   - parent: the artifact of the model whose weights it starts from; nil: a fresh start.
  ///   - progress: called after each epoch; what it throws ends the training and is thrown on.
  /// - Throws: `LearningError`.
  func train(
    train: ExampleSet, validation: ExampleSet, settings: JSONValue, seed: UInt64, parent: [UInt8]?,
    progress: (TrainingProgress) throws -> Void
  ) throws -> TrainedModel

  /// The model in an artifact of this learner.
  ///
  /// - Throws: `LearningError` with code `brokenArtifact`.
  func load(_ artifact: [UInt8]) throws -> any Model
}
