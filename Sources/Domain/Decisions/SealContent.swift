/// What stands against sealing a dataset version that is due, by what is in it.
package struct SealContent: Sendable, Hashable {
  /// Examples by class, over all parts.
  package var classes: [ByteText: Int]
  /// The classes of the examples to train on.
  package var trainClasses: Set<ByteText>
  /// All that an answer names: the declared classes, or those found.
  package var answered: [String]

  package init(classes: [ByteText: Int], trainClasses: Set<ByteText>, answered: [String]) {
    self.classes = classes
    self.trainClasses = trainClasses
    self.answered = answered
  }

  package var result: SealResult {
    let needed = "two or more"
    if classes.count < 2 {
      return .notSealed(
        .oneClass,
        "all \(classes.values.reduce(0, +)) examples have \(SealContent.list(classes.keys)); to learn from them, examples "
          + "of \(needed) classes are needed: wait for feedback with another label, or set label.default to the label "
          + "of what gets no feedback")
    }
    if trainClasses.count < 2 {
      return .notSealed(
        .oneClass,
        "all examples to train on have \(SealContent.list(trainClasses)), the others are in the newest part alone; "
          + "examples of \(needed) classes are needed there: wait for more, or make sealing.holdout and "
          + "sealing.validation shorter")
    }
    let answer = AnswerSize.output(classes: answered)
    if answer > AnswerSize.outputLimit {
      return tooLarge("an answer with the probabilities of all \(answered.count) classes", answer)
    }
    let counts = AnswerSize.counts(classes: classes.keys.map(\.text))
    if counts > AnswerSize.outputLimit {
      return tooLarge("the seal with the counts of all \(classes.count) classes", counts)
    }
    return .sealed
  }

  private func tooLarge(_ what: String, _ bytes: Int) -> SealResult {
    .notSealed(
      .answerTooLarge,
      "\(what) would take up to \(bytes) bytes, over the \(AnswerSize.outputLimit) that an event of at most "
        + "\(AnswerSize.eventLimit) has for it; name the classes to be learned under label.classes, fewer or shorter ones "
        + "(free text is no label: make an input of it)")
  }

  private static func list(_ classes: some Collection<ByteText>) -> String {
    classes.first.map { "the one class \"\(Bounded.text($0.text, bytes: 100))\"" } ?? "no class"
  }
}
