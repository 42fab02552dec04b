/// A value that is not of its input's declared kind; the builder has entered it as missing.
package struct InputProblem: Sendable, Hashable {
  /// The input's name.
  package let input: String
  /// What a value of this kind has to be, in words.
  package let expected: String
  /// What came instead, shortened.
  package let found: String

  /// One sentence for an error or a log.
  package var message: String { "input `\(input)` has to be \(expected), but is \(found)" }
}
