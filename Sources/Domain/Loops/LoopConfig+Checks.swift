extension LoopConfig {
  /// What is wrong with the values as such, after the configuration could be read; empty for a usable one.
  package var problems: [Problem] {
    nameProblems + inputProblems + labelProblems + answerProblems + cleaningProblems + sealingProblems + nulProblems
      + learnerProblems + gateProblems + releaseProblems + doorProblems + spanProblems
      + lengthProblems
  }

  private var nameProblems: [Problem] {
    guard !LoopName.isOne(name) else { return [] }
    let length = name.utf8.count
    guard length <= LoopName.limit else {
      return [
        Problem(
          path: ["name"], message: "the loop's name has \(length) bytes",
          mend: "shorten it to at most \(LoopName.limit)")
      ]
    }
    return [
      Problem(
        path: ["name"], message: "\"\(name)\" is not a loop name",
        mend: "write namespace.name in lower-case letters, digits, _ and -, such as demo.flights")
    ]
  }

  private var inputProblems: [Problem] {
    guard !inputs.isEmpty else {
      return [Problem(path: ["inputs"], message: "no input is declared", mend: "name at least one input and its kind")]
    }
    var seen: Set<ByteText> = []
    return inputs.enumerated().compactMap { index, input in
      let path = ["inputs", String(index), "name"]
      if input.name.isEmpty {
        return Problem(path: path, message: "an input has no name", mend: "give it a name")
      }
      guard !seen.insert(ByteText(input.name)).inserted else { return nil }
      return Problem(path: path, message: "input \"\(input.name)\" is declared twice", mend: "remove one of the two")
    }
  }

  private var sealingProblems: [Problem] {
    var problems: [Problem] = []
    for (name, span) in [
      ("every", sealing.every), ("validation", sealing.validation), ("holdout", sealing.holdout),
    ] where span <= .zero {
      problems.append(
        Problem(path: ["sealing", name], message: "\"\(name)\" is \(span.text)", mend: "write a length above zero"))
    }
    let parts = sealing.validation.microseconds.addingReportingOverflow(sealing.holdout.microseconds)
    if let window = sealing.window, parts.overflow || window.microseconds <= parts.partialValue {
      problems.append(
        Problem(
          path: ["sealing", "window"],
          message: "the window of \(window.text) leaves nothing to train on after validation and holdout",
          mend: "make it longer than \(sealing.validation.text) and \(sealing.holdout.text) together"))
    }
    return problems
  }

  private var learnerProblems: [Problem] {
    var problems: [Problem] = []
    if learner.kind.isEmpty {
      problems.append(
        Problem(path: ["learner", "kind"], message: "the learner has no kind", mend: "name one, such as mlp"))
    }
    for name in ["fresh", "warm"] where learner.trials[name] != nil {
      problems.append(
        Problem(
          path: ["learner", "trials", name], atName: true, message: "\"\(name)\" is a trial that is always made",
          mend: "give this one another name"))
    }
    return problems
  }

  private var releaseProblems: [Problem] {
    var problems = LoopConfig.confidenceProblems(release.confidence, ["release", "confidence"])
    if release.trial < .zero {
      problems.append(
        Problem(path: ["release", "trial"], message: "the trial is shorter than nothing", mend: "write 0s for none"))
    }
    if release.minimumExamples < 1 {
      problems.append(
        Problem(
          path: ["release", "minimum_examples"], message: "a look needs at least one example", mend: "write 1 or more"))
    }
    if joinWindow <= .zero {
      problems.append(
        Problem(
          path: ["join_window"], message: "the join window is \(joinWindow.text)",
          mend: "write how long feedback may take, such as 6h"))
    }
    return problems
  }

  static func confidenceProblems(_ value: Double, _ path: [String]) -> [Problem] {
    guard !(value > 0.5 && value < 1) else { return [] }
    return [
      Problem(
        path: path, message: "a confidence of \(value) is out of range",
        mend: "write one above 0.5 and below 1, such as 0.95")
    ]
  }
}
