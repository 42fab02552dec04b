/// The parts of a loop's configuration, with their defaults.
extension LoopConfig.Reader {
  mutating func inputs(_ root: Section) -> [InputDeclaration] {
    guard let value = value(root, "inputs", "name at least one input and its kind") else { return [] }
    guard let items = value.array else {
      wrong(
        root.path + ["inputs"], "expected inputs by name, found \(value.found)", "write one line per input: name: kind")
      return []
    }
    return items.enumerated().map { index, item in
      let input = section(item, root.path + ["inputs", String(index)], ["name", "kind"])
      return InputDeclaration(name: text(input, "name"), kind: word(input, "kind", nil, or: .category))
    }
  }

  mutating func label(_ label: Section) -> LabelPolicy {
    LabelPolicy(
      name: text(label, "name"),
      classes: items(label, "classes").enumerated().compactMap { index, item in
        className(item, label.path + ["classes", String(index)])
      },
      positive: label.members["positive"].flatMap { className($0, label.path + ["positive"]) },
      aggregation: word(label, "aggregation", .last),
      default: label.members["default"].flatMap { className($0, label.path + ["default"]) })
  }

  mutating func answer(_ answer: Section) -> DefaultAnswer {
    let label =
      value(answer, "label", "name the class that is answered before there is a champion")
      .flatMap { className($0, answer.path + ["label"]) } ?? ""
    guard answer.members["probabilities"] != nil else {
      return DefaultAnswer(label: label, probabilities: [ByteText(label): 1])
    }
    let shares = part(answer, "probabilities", nil)
    for name in shares.members.names { checkClassName(ofMember: shares.path + [name]) }
    return DefaultAnswer(
      label: label,
      probabilities: shares.members.reduce(into: [:]) { result, member in
        result[member.key] = number(shares, member.key.text, 0)
      })
  }

  mutating func cleaning(_ cleaning: Section) -> CleaningPolicy {
    let ranges = part(cleaning, "ranges", nil)
    var limits: [ByteText: ClosedRange<Double>] = [:]
    for (name, value) in ranges.members.sorted(by: { $0.key < $1.key }) {
      guard let ends = value.array, ends.count == 2, let low = ends[0].double, let high = ends[1].double, low <= high
      else {
        wrong(
          ranges.path + [name.text], "expected a range, found \(value.found)",
          "write it like [0, 100], the lower end first")
        continue
      }
      limits[name] = low...high
    }
    return CleaningPolicy(
      duplicates: handling(cleaning, "duplicates", .keep), empty: handling(cleaning, "empty", .drop),
      missing: handling(cleaning, "missing", .keep), ranges: limits)
  }

  mutating func sealing(_ sealing: Section) -> SealingPolicy {
    SealingPolicy(
      every: span(sealing, "every", "1d"), minimumExamples: count(sealing, "minimum_examples", 1_000),
      window: sealing.members["window"] == nil ? nil : span(sealing, "window"),
      validation: span(sealing, "validation", "6h"), holdout: span(sealing, "holdout", "12h"))
  }

  mutating func learner(_ learner: Section) -> LearnerConfig {
    let trials = part(learner, "trials", nil)
    for name in trials.members.names {
      _ = part(trials, name, nil)
    }
    let seed = count(learner, "seed", 1)
    if seed > Int(UInt32.max) { wrong(learner.path + ["seed"], "the seed is too large", "use at most \(UInt32.max)") }
    return LearnerConfig(
      kind: text(learner, "kind"), settings: .object(part(learner, "settings", nil).members).wholeNumbersAsIntegers,
      trials: trials.members.mapValues(\.wholeNumbersAsIntegers), seed: UInt32(clamping: seed))
  }

  mutating func gate(_ gate: Section) -> GatePolicy {
    GatePolicy(
      metric: word(gate, "metric", .logLoss), confidence: number(gate, "confidence", 0.95),
      minimumImprovement: number(gate, "minimum_improvement", 0),
      minimumExamples: count(gate, "minimum_examples", 500),
      block: gate.members["block"] == nil ? nil : span(gate, "block"),
      guardrails: items(gate, "guardrails").enumerated().map { index, item in
        let known = ["slice", "metric", "maximum_regression", "minimum_examples"]
        let guardrail = section(item, gate.path + ["guardrails", String(index)], known)
        return Guardrail(
          slice: text(guardrail, "slice"), metric: word(guardrail, "metric", .logLoss),
          maximumRegression: number(guardrail, "maximum_regression"),
          minimumExamples: count(guardrail, "minimum_examples", 100))
      })
  }

  /// Nil where nothing is said, so that it stays out of the normal form.
  mutating func times(_ root: Section) -> TimePolicy? {
    let times = part(root, "times", ["before", "after"])
    let policy = TimePolicy(
      before: times.members["before"] == nil ? nil : span(times, "before"),
      after: times.members["after"] == nil ? nil : span(times, "after"))
    return policy == TimePolicy() ? nil : policy
  }

  /// Nil where it is not true, so that it stays out of the normal form.
  mutating func flag(_ root: Section, _ name: String) -> Bool? {
    guard let value = root.members[name] else { return nil }
    guard let flag = value.bool else {
      wrong(root.path + [name], "expected true or false, found \(value.found)", "write true or false")
      return nil
    }
    return flag ? true : nil
  }

  mutating func release(_ release: Section) -> ReleasePolicy {
    ReleasePolicy(
      trial: span(release, "trial", "1d"), minimumExamples: count(release, "minimum_examples", 500),
      confidence: number(release, "confidence", 0.95))
  }
}
