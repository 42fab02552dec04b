import Domain
import Testing

@Suite struct LoopConfigTests {
  static let minimal: JSONValue = [
    "name": "demo.flights",
    "inputs": [["name": "carrier", "kind": "category"], ["name": "distance", "kind": "numeric"]],
    "label": ["name": "late", "classes": ["no", "yes"], "positive": "yes"], "join_window": "6h",
    "default_answer": ["label": "no"], "learner": ["kind": "mlp"],
  ]

  @Test func defaultsAreFilledIn() throws {
    let config = try LoopConfig(json: LoopConfigTests.minimal)
    #expect(config.clock == .recorded)
    #expect(config.inputs.map(\.name) == ["carrier", "distance"])
    #expect(config.defaultAnswer.probabilities == ["no": 1])
    #expect(config.label.aggregation == .last)
    #expect(config.cleaning.empty == .drop && config.cleaning.duplicates == .keep && config.cleaning.missing == .keep)
    #expect(config.gate.metric == .logLoss && config.gate.confidence == 0.95 && config.gate.block == nil)
    #expect(config.sealing.window == nil)
    #expect(config.joinWindow == TimeSpan(microseconds: 21_600_000_000))
    #expect(config.learner.seed == 1)
  }

  @Test func normalisedFormIsReadBack() throws {
    let config = try LoopConfig(json: LoopConfigTests.full)
    #expect(try LoopConfig(json: config.json) == config)
    #expect(config.gate.guardrails.first?.maximumRegression == 0.02)
    #expect(config.cleaning.ranges["distance"] == 1...10_000)
    #expect(config.sealing.window?.text == "90d")
    #expect(config.learner.trials["wide"]?["hidden"] == 256)
  }

  @Test func digestIsOfTheMeaning() throws {
    var other = LoopConfigTests.minimal.object ?? [:]
    other["join_window"] = "360m"
    other["clock"] = "recorded"
    other["description"] = .null
    let config = try LoopConfig(json: LoopConfigTests.minimal)
    #expect(try LoopConfig(json: .object(other)).digest == config.digest)
    #expect(config.digest.count == 64)
    var changed = config
    changed.learner.seed = 2
    #expect(changed.digest != config.digest)
    #expect(changed.gateDigest == config.gateDigest)
    changed.release.confidence = 0.9
    #expect(changed.gateDigest != config.gateDigest)
    changed = config
    changed.inputs.reverse()
    #expect(changed.digest != config.digest)
  }

  @Test func membersOfALaterVersionAreLetPass() throws {
    var later = LoopConfigTests.minimal.object ?? [:]
    later["canary"] = ["share": 0.1]
    #expect(try LoopConfig(json: .object(later)) == LoopConfig(json: LoopConfigTests.minimal))
  }

  @Test(arguments: wrong)
  func refuses(_ wrong: Wrong) throws {
    var overlay = wrong.value
    for name in wrong.path.reversed() { overlay = .object([ByteText(name): overlay]) }
    let json = LoopConfigTests.minimal.overlaid(with: overlay)
    let error = #expect(throws: LoopConfig.Invalid.self) { try LoopConfig(json: json) }
    #expect(error?.problems.contains { $0.message.contains(wrong.message) && $0.path.starts(with: wrong.path) } == true)
  }

  @Test func allProblemsAreTold() {
    let error = #expect(throws: LoopConfig.Invalid.self) { try LoopConfig(json: ["clock": "wall", "name": 3]) }
    let paths = Set((error?.problems ?? []).map { $0.path.joined(separator: ".") })
    #expect(paths == ["clock", "name", "inputs", "label", "join_window", "default_answer", "learner"])
  }

  static let full = minimal.overlaid(with: [
    "description": "Late?", "clock": "occurred",
    "label": ["aggregation": "majority", "default": "no"],
    "default_answer": ["label": "no", "probabilities": ["no": 0.75, "yes": 0.25]],
    "cleaning": ["duplicates": "drop", "empty": "keep", "missing": "drop", "ranges": ["distance": [1, 10_000]]],
    "sealing": ["every": "30d", "minimum_examples": 10, "window": "90d", "validation": "4d", "holdout": "1w"],
    "learner": [
      "kind": "mlp", "settings": ["rate": 0.5, "epochs": 3.0], "trials": ["wide": ["hidden": 256.0]],
      "seed": 4_294_967_295,
    ],
    "gate": [
      "metric": "brier", "confidence": 0.99, "minimum_improvement": 0.001, "block": "6h",
      "guardrails": [["slice": "carrier", "metric": "error_rate", "maximum_regression": 0.02, "minimum_examples": 5]],
    ],
    "release": ["trial": "0s", "minimum_examples": 7, "confidence": 0.9],
  ])

  /// A value that one member has, and what has to be said of it.
  struct Wrong: Sendable, CustomStringConvertible {
    var path: [String]
    var value: JSONValue
    var message: String

    init(_ path: [String], _ value: JSONValue, _ message: String) {
      self.path = path
      self.value = value
      self.message = message
    }

    var description: String { "\(path.joined(separator: ".")): \(value.canonicalText)" }
  }

  static let wrong: [Wrong] = [
    Wrong(["label", "positive"], "maybe", "is none of the classes"),
    Wrong(["label", "classes"], ["no"], "one class only"),
    Wrong(["label", "classes"], ["no", "no", "yes"], "is named twice"),
    Wrong(["default_answer", "probabilities"], ["no": 0.5], "add up to 0.5"),
    Wrong(["default_answer", "probabilities"], ["no": 1.5, "yes": -0.5], "a probability of 1.5"),
    Wrong(["name"], "Demo.flights", "is not a loop name"),
    Wrong(["name"], "flights", "is not a loop name"),
    Wrong(["name"], "a.b.c", "is not a loop name"),
    Wrong(["join_window"], "0s", "the join window is 0s"),
    Wrong(["join_window"], 6, "expected a length of time"),
    Wrong(["inputs"], [], "no input is declared"),
    Wrong(["inputs"], [["name": "a", "kind": "text"], ["name": "a", "kind": "text"]], "is declared twice"),
    Wrong(["cleaning", "ranges"], ["distance": [10, 1]], "expected a range"),
    Wrong(["cleaning", "ranges"], ["carrier": [1, 10]], "is not numeric"),
    Wrong(["sealing", "window"], "1h", "leaves nothing to train on"),
    Wrong(["sealing", "holdout"], "0s", "\"holdout\" is 0s"),
    Wrong(["gate", "confidence"], 1, "out of range"),
    Wrong(["gate", "guardrails"], [["slice": "carier", "maximum_regression": 0]], "no input is named"),
    Wrong(["gate", "guardrails"], [["slice": "carrier", "maximum_regression": -1]], "negative regression"),
    Wrong(["release", "minimum_examples"], 0, "at least one example"),
    Wrong(["release", "minimum_examples"], 1.5, "expected a whole number"),
    Wrong(["learner", "trials"], ["fresh": [:]], "is a trial that is always made"),
    Wrong(["learner", "trials"], ["wide": 3], "expected members with names"),
    Wrong(["learner", "seed"], 4_294_967_296, "too large"),
  ]
}
