/// Why a turn of the wheel came to nothing, and would again: trying once more cannot help.
package struct RoundFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Most bytes of a sentence.
  package static let sentenceLimit = 1_000

  package var code: RoundFailureCode
  /// What was found, and how to mend it: for people.
  package var sentence: String

  package init(_ code: RoundFailureCode, _ sentence: String) {
    self.code = code
    self.sentence = Bounded.text(sentence, bytes: RoundFailure.sentenceLimit)
  }

  package var description: String { "\(code.rawValue): \(sentence)" }
}
