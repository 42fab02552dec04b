extension LoopConfig {
  /// Texts with the NUL character, which no text of an event can hold.
  var nulProblems: [Problem] {
    var problems: [Problem] = []
    func check(_ text: String, _ path: [String], atName: Bool = false) {
      guard text.utf8.contains(0) else { return }
      problems.append(
        Problem(
          path: path, atName: atName, message: "it holds the NUL character, which the ledger does not take",
          mend: "leave it out"))
    }
    func check(_ value: JSONValue, _ path: [String]) {
      switch value {
      case .string(let text): check(text, path)
      case .array(let items): for (index, item) in items.enumerated() { check(item, path + [String(index)]) }
      case .object(let members):
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
          check(name.text, path + [name.text], atName: true)
          check(value, path + [name.text])
        }
      case .null, .bool, .integer, .number, .decimal: break
      }
    }
    check(description, ["description"])
    for (index, input) in inputs.enumerated() { check(input.name, ["inputs", String(index), "name"]) }
    check(label.name, ["label", "name"])
    for (index, name) in label.classes.enumerated() { check(name, ["label", "classes", String(index)]) }
    if let name = label.positive { check(name, ["label", "positive"]) }
    if let name = label.default { check(name, ["label", "default"]) }
    check(defaultAnswer.label, ["default_answer", "label"])
    for name in defaultAnswer.probabilities.names {
      check(name, ["default_answer", "probabilities", name], atName: true)
    }
    for name in cleaning.ranges.names { check(name, ["cleaning", "ranges", name], atName: true) }
    for (index, guardrail) in gate.guardrails.enumerated() {
      check(guardrail.slice, ["gate", "guardrails", String(index), "slice"])
    }
    check(learner.kind, ["learner", "kind"])
    check(learner.settings, ["learner", "settings"])
    check(.object(learner.trials), ["learner", "trials"])
    return problems
  }
}
