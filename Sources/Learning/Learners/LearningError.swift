/// What went wrong in learning or predicting: the message says what, where and how to mend it.
package struct LearningError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case unknownLearner, invalidSettings, invalidInput, tooFewExamples, incompatibleParent, brokenArtifact, diverged
  }

  package let code: Code
  package let message: String
  /// All of them come from what was passed in: the same call fails again.
  package var retryable: Bool { false }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
