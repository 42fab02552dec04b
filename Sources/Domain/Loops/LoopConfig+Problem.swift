extension LoopConfig {
  /// Finds what only others can know to be wrong, such as the learner's settings.
  package typealias Check = @Sendable (LoopConfig) -> [Problem]

  /// One thing wrong in a loop's configuration: where, what, and how to mend it.
  package struct Problem: Sendable, Hashable {
    /// Member names and array indices, from the root.
    package var path: [String]
    /// The member's name is what is wrong, not its value.
    package var atName: Bool
    package var message: String
    package var mend: String

    package init(path: [String], atName: Bool = false, message: String, mend: String) {
      self.path = path
      self.atName = atName
      self.message = message
      self.mend = mend
    }
  }

  /// All that is wrong in a configuration; trying again cannot help.
  package struct Invalid: Error, Sendable, Hashable, CustomStringConvertible {
    package var problems: [Problem]

    package init(problems: [Problem]) { self.problems = problems }

    package var description: String {
      problems.map { "\($0.path.joined(separator: ".")): \($0.message); \($0.mend)" }.joined(separator: "\n")
    }
  }
}
