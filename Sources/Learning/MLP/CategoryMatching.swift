/// How a value of a category is found in a vocabulary.
enum CategoryMatching: Sendable {
  /// By its bytes; numbers count by their exact decimal.
  case bytes
  /// As code version 1 did: canonically equivalent texts are one value, and numbers count by their nearest double.
  case equivalence

  /// - Parameter codeVersion: of the code that trained.
  init(codeVersion: String) { self = codeVersion == "1" ? .equivalence : .bytes }
}
