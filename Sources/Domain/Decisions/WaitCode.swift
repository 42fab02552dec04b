/// Why a loop waits, as a code that groups; the sentence beside it says what there is, what is needed, and how to mend it.
package enum WaitCode: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// Fewer examples closed since the last seal than `sealing.minimum_examples`.
  case tooFewExamples = "too_few_examples"
  /// Less time than `sealing.every` passed since the last seal.
  case intervalRunning = "interval_running"
  /// Train, validation or holdout would be empty.
  case partEmpty = "part_empty"
  /// The examples, or those to train on, have one class only.
  case oneClass = "one_class"
  /// An answer with all classes, or the seal with its counts, would be larger than an event may be.
  case answerTooLarge = "answer_too_large"
}
