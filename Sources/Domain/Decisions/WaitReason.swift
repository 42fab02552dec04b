/// Why something that a loop is to do does not happen.
package struct WaitReason: Sendable, Hashable {
  package var code: WaitCode
  /// What there is, what is needed, and how to mend it: for people.
  package var sentence: String

  package init(_ code: WaitCode, _ sentence: String) {
    self.code = code
    self.sentence = sentence
  }
}
