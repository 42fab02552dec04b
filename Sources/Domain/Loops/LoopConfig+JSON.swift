extension LoopConfig {
  /// The normalised form, as `LoopConfigured` carries it in `config`: every default filled in, lengths of time in
  /// their shortest text, inputs as an array in their order; what is nil is left out.
  package var json: JSONValue {
    [
      "name": .string(name),
      "description": .string(description),
      "clock": .string(clock.rawValue),
      "inputs": .array(inputs.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue)] }),
      "label": label.json,
      "join_window": .string(joinWindow.text),
      "default_answer": [
        "label": .string(defaultAnswer.label),
        "probabilities": .object(defaultAnswer.probabilities.mapValues { .number($0) }),
      ],
      "cleaning": cleaning.json,
      "sealing": sealing.json,
      "learner": [
        "kind": .string(learner.kind),
        "settings": learner.settings,
        "trials": .object(learner.trials),
        "seed": .integer(Int64(learner.seed)),
      ],
      "gate": gate.json,
      "release": release.json,
    ]
  }

  /// Reads the normalised form, or any form of it that leaves out what has a default.
  ///
  /// Members it does not know are let pass, since events only ever gain members. Throws all that is wrong.
  package init(json: JSONValue) throws(Invalid) {
    self = try Reader.read(json, strict: false)
  }
}

extension LabelPolicy {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name),
      "classes": .array(classes.map { .string($0) }),
      "aggregation": .string(aggregation.rawValue),
    ]
    members["positive"] = positive.map { .string($0) }
    members["default"] = defaultLabel.map { .string($0) }
    return .object(members)
  }
}

extension CleaningPolicy {
  var json: JSONValue {
    func word(_ drop: Bool) -> JSONValue { drop ? "drop" : "keep" }
    return [
      "duplicates": word(dropDuplicates),
      "empty": word(dropEmpty),
      "missing": word(dropMissing),
      "ranges": .object(ranges.mapValues { [.number($0.lowerBound), .number($0.upperBound)] }),
    ]
  }
}

extension SealingPolicy {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "every": .string(every.text),
      "minimum_examples": .integer(Int64(minimumExamples)),
      "validation": .string(validation.text),
      "holdout": .string(holdout.text),
    ]
    members["window"] = window.map { .string($0.text) }
    return .object(members)
  }
}

extension GatePolicy {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "metric": .string(metric.rawValue),
      "confidence": .number(confidence),
      "minimum_improvement": .number(minimumImprovement),
      "minimum_examples": .integer(Int64(minimumExamples)),
      "guardrails": .array(guardrails.map(\.json)),
    ]
    members["block"] = block.map { .string($0.text) }
    return .object(members)
  }
}

extension Guardrail {
  var json: JSONValue {
    [
      "slice": .string(slice),
      "metric": .string(metric.rawValue),
      "maximum_regression": .number(maximumRegression),
      "minimum_examples": .integer(Int64(minimumExamples)),
    ]
  }
}

extension ReleasePolicy {
  var json: JSONValue {
    [
      "trial": .string(trial.text),
      "minimum_examples": .integer(Int64(minimumExamples)),
      "confidence": .number(confidence),
    ]
  }
}
