import Domain
import Learning

extension Dataset {
  /// The `counts` of a seal: all classes, and of what else grows with data the most, with how many more there are.
  package var counts: DatasetSealed.Counts {
    let sources = Bounded.prefix(
      self.sources.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        Source(name: $0.key.text, examples: $0.value)
      },
      count: Dataset.mostSources, bytes: Dataset.sourceBytes)
    let inputs = Bounded.prefix(notableInputs.map(\.counted), count: Dataset.mostInputs, bytes: Dataset.inputBytes)
    let problems = Bounded.prefix(
      self.problems.named.map { problem in
        var problem = problem
        problem.input = Bounded.text(problem.input, bytes: 200)
        return problem
      }, count: InputProblems.mostNamed, bytes: Dataset.problemBytes)
    let moreProblems = problems.more + self.problems.more
    return DatasetSealed.Counts(
      train: parts[.train]?.count ?? 0, validation: parts[.validation]?.count ?? 0,
      holdout: parts[.holdout]?.count ?? 0, removed: removed, classes: classes,
      sources: Dictionary(uniqueKeysWithValues: sources.kept.map { (ByteText($0.name), $0.examples) }),
      moreSources: sources.more > 0 ? sources.more : nil, inputs: inputs.kept.isEmpty ? nil : inputs.kept,
      moreInputs: inputs.more > 0 ? inputs.more : nil, problems: problems.kept.isEmpty ? nil : problems.kept,
      moreProblems: moreProblems > 0 ? moreProblems : nil)
  }

  /// What there is to say of the inputs, by the examples to train on: first those with next to nothing to learn of, in
  /// the order of the declaration, then those with clipped values, most first.
  package var notableInputs: [InputProfile] {
    let profiles = part(.train).inputs.profiles
    let clipped = profiles.enumerated().filter { $0.element.flaw == nil && $0.element.clipped > 0 }
      .sorted { ($1.element.clipped, $0.offset) < ($0.element.clipped, $1.offset) }.map(\.element)
    return profiles.filter { $0.flaw != nil } + clipped
  }

  /// What stands against sealing it.
  package var sealResult: SealResult {
    let trained = Set(examples.labels[parts[.train] ?? 0..<0])
    return SealContent(
      classes: classes, trainClasses: Set(trained.map { ByteText(examples.classes[Int($0)]) }),
      answered: examples.classes
    ).result
  }

  private struct Source: Encodable {
    var name: String
    var examples: Int
  }

  private static let mostSources = 50
  private static let sourceBytes = 12 * 1024
  private static let mostInputs = 50
  private static let inputBytes = 24 * 1024
  private static let problemBytes = 12 * 1024
}

extension InputProfile {
  fileprivate var counted: DatasetSealed.Input {
    DatasetSealed.Input(
      input: Bounded.text(name, bytes: 200), missing: missing, clipped: clipped, reason: flaw?.rawValue)
  }

  /// The note of a verdict on an input that there is next to nothing to learn of; nil: there is.
  var note: GateReason? {
    let name = "input \(Bounded.text(name, bytes: 200))"
    let share = Figure.percent(InputProfile.mostlyMissingShare)
    return switch flaw {
    case .mostlyMissing:
      GateReason(
        .inputMostlyMissing,
        "\(name) is missing in \(missing) of \(count) examples to train on, \(share) or more: mostly missing")
    case .constant:
      GateReason(.inputConstant, "\(name) has one value only in the \(count) examples to train on: constant")
    case .collapses:
      GateReason(.inputCollapses, "\(name) has several values that fall together once they are scaled: it collapses")
    case nil: nil
    }
  }
}
