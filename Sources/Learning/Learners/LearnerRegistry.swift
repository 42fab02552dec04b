import Domain

/// The learners that a loop may name.
package struct LearnerRegistry: Sendable {
  private let learners: [String: any Learner]

  package init(_ learners: [any Learner]) {
    self.learners = Dictionary(
      learners.map { (type(of: $0).identifier, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// All that Millrace has.
  package static let standard = LearnerRegistry([MLPLearner()])

  package var identifiers: [String] { learners.keys.sorted() }

  /// - Throws: `LearningError` with code `unknownLearner`.
  package func learner(_ identifier: String) throws -> any Learner {
    guard let learner = learners[identifier] else {
      throw LearningError(
        .unknownLearner,
        "there is no learner `\(identifier)`; use one of: \(identifiers.joined(separator: ", "))")
    }
    return learner
  }

  /// The recipe part that names the learner's code.
  package func codeVersion(of identifier: String) throws -> String {
    type(of: try learner(identifier)).codeVersion
  }

  /// The learner as its code was at a version.
  ///
  /// - Throws: `LearningError` with code `unknownLearner`.
  package func learner(_ identifier: String, codeVersion: String) throws -> any Learner {
    let learner = try learner(identifier)
    guard let earlier = learner.at(codeVersion: codeVersion) else {
      throw LearningError(
        .unknownLearner,
        "this program's `\(identifier)` has version \(type(of: learner).codeVersion), and does not know version "
          + "\(codeVersion)")
    }
    return earlier
  }

  /// Why a model that was trained by this code cannot be trained on from; nil where it can.
  package func coldStart(learner identifier: String, codeVersion: String) -> String? {
    guard let current = try? self.codeVersion(of: identifier), current != codeVersion else { return nil }
    return
      "the champion was trained by version \(codeVersion) of `\(identifier)`, this program trains by version \(current): "
      + "it answers as before, but the next challengers start fresh instead of from its weights"
  }

  /// The same of the model in an artifact.
  package func coldStart(artifact: [UInt8]) throws -> String? {
    let (learner, codeVersion) = try Artifact.origin(of: artifact)
    return coldStart(learner: learner, codeVersion: codeVersion)
  }

  /// What is wrong with a loop's learner and its settings; empty when they can be used.
  package func validate(identifier: String, settings: JSONValue) -> [SettingProblem] {
    guard let learner = learners[identifier] else {
      return [
        SettingProblem(
          setting: "kind", message: "is `\(identifier)`; use one of: \(identifiers.joined(separator: ", "))")
      ]
    }
    return learner.validate(settings: settings)
  }

  /// The model in an artifact, by the learner that its header names.
  ///
  /// - Throws: `LearningError` with code `brokenArtifact` or `unknownLearner`.
  package func load(_ artifact: [UInt8]) throws -> any Model {
    try learner(try Artifact.origin(of: artifact).learner).load(artifact)
  }
}
