extension LoopConfig {
  var labelProblems: [Problem] {
    var problems: [Problem] = []
    if label.name.isEmpty {
      problems.append(Problem(path: ["label", "name"], message: "the label has no name", mend: "name it"))
    }
    var seen: Set<ByteText> = []
    for (index, name) in label.classes.enumerated() where !seen.insert(ByteText(name)).inserted {
      problems.append(
        Problem(
          path: ["label", "classes", String(index)], message: "class \"\(name)\" is named twice",
          mend: "remove one of the two"))
    }
    if label.classes.count == 1 {
      problems.append(
        Problem(
          path: ["label", "classes"], message: "there is one class only",
          mend: "name two or more, or none for classes that are found in the feedback"))
    }
    switch label.positive {
    case nil where label.classes.count == 2:
      problems.append(
        Problem(
          path: ["label", "positive"], message: "two classes, and none is the positive one",
          mend: "add `positive:` and one of \(label.classes.joined(separator: ", "))"))
    // What is wrong with the classes is told: of a positive one nothing true can be said until it is mended.
    case .some where label.classes.count == 1 || Set(label.classes.map { ByteText($0) }).count < label.classes.count:
      break
    case .some where label.classes.isEmpty:
      problems.append(
        Problem(
          path: ["label", "positive"], message: "a positive class is one of two that are named, and none is named",
          mend: "name two under `classes:`, or remove `positive:`"))
    case .some where label.classes.count != 2:
      problems.append(
        Problem(
          path: ["label", "positive"], message: "only two classes have a positive one", mend: "remove `positive:`"))
    case .some(let name): problems += classProblems(name, ["label", "positive"])
    case nil: break
    }
    if let name = label.default { problems += classProblems(name, ["label", "default"]) }
    return problems
  }

  var answerProblems: [Problem] {
    var problems = classProblems(defaultAnswer.label, ["default_answer", "label"])
    let path = ["default_answer", "probabilities"]
    for (name, share) in defaultAnswer.probabilities.sorted(by: { $0.key < $1.key }) {
      problems +=
        name.text.isSame(as: defaultAnswer.label) ? [] : classProblems(name.text, path + [name.text], atName: true)
      if !(share >= 0 && share <= 1) {
        problems.append(
          Problem(path: path + [name.text], message: "a probability of \(share)", mend: "write one between 0 and 1"))
      }
    }
    let sum = defaultAnswer.probabilities.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    if !(abs(sum - 1) <= 1e-6) {
      problems.append(
        Problem(path: path, message: "the probabilities add up to \(sum)", mend: "make them add up to 1"))
    }
    return problems
  }

  var cleaningProblems: [Problem] {
    guard !inputs.isEmpty else { return [] }
    return cleaning.ranges.names.compactMap { name in
      let input = inputs.first { $0.name.isSame(as: name) }
      guard input?.kind != .numeric else { return nil }
      let word = Spelling.Word(name, among: inputs.filter { $0.kind == .numeric }.map(\.name))
      return Problem(
        path: ["cleaning", "ranges", name], atName: true,
        message: input == nil ? "no input is named \(word.shown)" : "input \(word.shown) is not numeric",
        mend: word.question ?? "name a numeric input")
    }
  }

  var gateProblems: [Problem] {
    var problems = LoopConfig.confidenceProblems(gate.confidence, ["gate", "confidence"])
    if gate.minimumExamples < 2 {
      problems.append(
        Problem(
          path: ["gate", "minimum_examples"], message: "a paired test needs two examples", mend: "write 2 or more"))
    }
    if let block = gate.block, block <= .zero {
      problems.append(
        Problem(
          path: ["gate", "block"], message: "a block of \(block.text)",
          mend: "write a length above zero, or leave it out"))
    }
    for (index, guardrail) in gate.guardrails.enumerated() {
      let path = ["gate", "guardrails", String(index)]
      if !inputs.isEmpty, !inputs.contains(where: { $0.name.isSame(as: guardrail.slice) }) {
        let word = Spelling.Word(guardrail.slice, among: inputs.map(\.name))
        problems.append(
          Problem(
            path: path + ["slice"], message: "no input is named \(word.shown)",
            mend: word.question ?? "name one of the inputs"))
      }
      if !(guardrail.maximumRegression >= 0) {
        problems.append(
          Problem(
            path: path + ["maximum_regression"], message: "a negative regression is let pass by nothing",
            mend: "write 0 or more"))
      }
    }
    return problems
  }

  private func classProblems(_ name: String, _ path: [String], atName: Bool = false) -> [Problem] {
    if label.classes.isEmpty, !name.isEmpty { return [] }
    guard !label.classes.hasSame(as: name) else { return [] }
    let word = Spelling.Word(name, among: label.classes)
    return [
      Problem(
        path: path, atName: atName, message: "\(word.shown) is none of the classes",
        mend: word.question ?? "use one of \(label.classes.joined(separator: ", "))")
    ]
  }
}
