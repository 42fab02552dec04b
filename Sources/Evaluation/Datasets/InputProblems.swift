import Domain

/// What was wrong with the inputs of the examples of a dataset's window, before they were cleaned.
package struct InputProblems: Sendable, Hashable {
  /// Most that are named.
  package static let mostNamed = 50
  /// The share of an input's values from which it counts as mostly of the wrong kind.
  package static let mostlyWrongShare = 0.5

  /// Wrong kinds first, then undeclared names, the most frequent first.
  package var named: [DatasetSealed.Problem]
  /// How many more there are.
  package var more: Int
  /// Examples of the window, with those that cleaning took out.
  package var examples: Int

  package init(named: [DatasetSealed.Problem] = [], more: Int = 0, examples: Int = 0) {
    self.named = named
    self.more = more
    self.examples = examples
  }

  /// A verdict's notes on inputs that mostly came as another kind than declared, most of these first.
  var notes: [GateReason] {
    var (counts, found) = ([ByteText: Int](), [ByteText: [String]]())
    var order: [ByteText] = []
    for problem in named where InputProblems.isOfKind(problem.reason) {
      let input = ByteText(problem.input)
      if counts[input] == nil { order.append(input) }
      counts[input, default: 0] += problem.count
      found[input, default: []].append(
        problem.reason == "not_a_time" ? "\(problem.count) no time" : "\(problem.count) \(problem.found)")
    }
    return order.compactMap { input in
      let count = counts[input] ?? 0
      guard Double(count) >= InputProblems.mostlyWrongShare * Double(examples) else { return nil }
      return GateReason(
        .inputMostlyWrongKind,
        "input \(Bounded.text(input.text, bytes: 200)) is of another kind than declared in \(count) of \(examples) "
          + "examples (\(found[input, default: []].joined(separator: ", "))), "
          + "\(Figure.percent(InputProblems.mostlyWrongShare)) or more: it counts as missing there; correct what is sent, "
          + "or the kind in the loop's file")
    }
  }

  /// Whether a reason says that a declared input is of the wrong kind.
  static func isOfKind(_ reason: String) -> Bool { reason == "wrong_kind" || reason == "not_a_time" }
}
