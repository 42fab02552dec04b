extension LoopConfig {
  /// Reads a configuration out of JSON shaped like a loop file, and collects all problems instead of the first one.
  package struct Reader {
    /// Whether members it does not know are problems.
    let strict: Bool
    /// What stands without quotes, to refuse names of classes that YAML turns into others.
    let written: Written
    var problems: [Problem] = []

    init(strict: Bool, written: Written) {
      self.strict = strict
      self.written = written
    }

    /// The configuration; throws everything that is wrong, in the order of reading.
    package static func read(
      _ json: JSONValue, strict: Bool, written: Written = Written()
    ) throws(Invalid) -> LoopConfig {
      var reader = Reader(strict: strict, written: written)
      let config = reader.config(json)
      let found = reader.problems
      // What could not be read has a stand-in by now: a check of the stand-in would say nothing true.
      let checks = config.problems.filter { check in
        !found.contains { $0.path.starts(with: check.path) || depends(check.path, on: $0.path) }
      }
      guard found.isEmpty, checks.isEmpty else { throw Invalid(problems: found + checks) }
      return config
    }

    private static func depends(_ path: [String], on other: [String]) -> Bool {
      switch (other.first, other.dropFirst().first) {
      case ("inputs", _): path.starts(with: other) || path.first == "cleaning" || path.first == "gate"
      case ("label", "classes"), ("label", nil): path.first == "label" || path.first == "default_answer"
      default: path.starts(with: other)
      }
    }

    private mutating func config(_ json: JSONValue) -> LoopConfig {
      let root = section(
        json, [],
        [
          "name", "description", "clock", "inputs", "label", "join_window", "default_answer", "cleaning", "sealing",
          "learner", "gate", "release", "wrong_kind", "times", "sandbox",
        ])
      return LoopConfig(
        name: text(root, "name"),
        description: text(root, "description", ""),
        clock: word(root, "clock", .recorded),
        inputs: inputs(root),
        label: label(part(root, "label", required: true, ["name", "classes", "positive", "aggregation", "default"])),
        joinWindow: span(root, "join_window"),
        defaultAnswer: answer(part(root, "default_answer", required: true, ["label", "probabilities"])),
        cleaning: cleaning(part(root, "cleaning", ["duplicates", "empty", "missing", "ranges"])),
        sealing: sealing(part(root, "sealing", ["every", "minimum_examples", "window", "validation", "holdout"])),
        learner: learner(part(root, "learner", required: true, ["kind", "settings", "trials", "seed"])),
        gate: gate(
          part(
            root, "gate",
            ["metric", "confidence", "minimum_improvement", "minimum_examples", "block", "guardrails"])),
        release: release(part(root, "release", ["trial", "minimum_examples", "confidence"])),
        wrongKind: root.members["wrong_kind"] == nil ? nil : word(root, "wrong_kind", nil, or: .missing),
        times: times(root),
        sandbox: flag(root, "sandbox"))
    }
  }
}
