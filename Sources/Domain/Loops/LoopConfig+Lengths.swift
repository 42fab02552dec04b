extension LoopConfig {
  /// Names within the lengths that events have room for: what a configuration names stands in the events about it.
  var lengthProblems: [Problem] {
    var problems: [Problem] = []
    func check(_ text: String, _ most: Int, _ path: [String], atName: Bool = false) {
      let length = TextLength.of(text)
      guard length > most else { return }
      problems.append(
        Problem(
          path: path, atName: atName, message: "it has \(length) characters", mend: "shorten it to at most \(most)"))
    }
    for (index, input) in inputs.enumerated() { check(input.name, 256, ["inputs", String(index), "name"]) }
    check(label.name, 256, ["label", "name"])
    for (index, name) in label.classes.enumerated() {
      check(name, TextLength.className, ["label", "classes", String(index)])
    }
    if let name = label.default { check(name, TextLength.className, ["label", "default"]) }
    check(defaultAnswer.label, TextLength.className, ["default_answer", "label"])
    check(learner.kind, 128, ["learner", "kind"])
    for name in learner.trials.keys.map(\.text).sortedByBytes {
      check(name, 128, ["learner", "trials", name], atName: true)
    }
    if learner.trials.keys.contains("") {
      problems.append(
        Problem(path: ["learner", "trials", ""], atName: true, message: "a trial has no name", mend: "give it one"))
    }
    return problems
  }
}
