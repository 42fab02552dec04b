import Domain
import Foundation
import Learning
import Logging
import TestSupport
import Testing
import Wire

let quiet: Logger = {
  var logger = Logger(label: "test.inference")
  logger.logLevel = .critical
  return logger
}()

/// The repository's root.
let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path

/// The repository's contract, with a prefix before the topics' names.
func contract(prefix: String = "") throws -> Contract {
  try Contract.load(directory: home + "/streams").prefixed(prefix)
}

/// A loop with one input of each kind; its default answer is `no` with 0.75.
func loop(_ name: String = "demo.tiny", inputs: JSONValue? = nil) throws -> LoopConfig {
  try LoopConfig(json: [
    "name": .string(name), "description": "For tests.",
    "inputs": inputs ?? [
      ["name": "size", "kind": "numeric"], ["name": "colour", "kind": "category"], ["name": "note", "kind": "text"],
      ["name": "at", "kind": "time"],
    ],
    "label": ["name": "late", "classes": ["no", "yes"], "positive": "yes"], "join_window": "1h",
    "default_answer": ["label": "no", "probabilities": ["no": 0.75, "yes": 0.25]],
    "learner": ["kind": "mlp"],
    "sealing": ["every": "1d", "validation": "1h", "holdout": "1h"],
  ])
}

func input(_ number: Int) -> JSONValue {
  [
    "size": .number(Double(number % 17) - 8), "colour": .string(["red", "green", "blue"][number % 3]),
    "note": .string(number % 2 == 0 ? "quick brown fox" : "lazy dog"),
    "at": .string(Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 3_600_000_000).text),
  ]
}

/// A small model that was really trained; another seed gives another one.
struct TinyModel: Sendable {
  let id: String
  let artifact: [UInt8]
  let model: any Model

  init(seed: UInt64, config: LoopConfig) throws {
    func examples(_ numbers: Range<Int>) throws -> ExampleSet {
      var builder = InputBatchBuilder(config.inputs)
      for number in numbers { builder.append(input(number)) }
      return try ExampleSet(
        inputs: builder.build(), labels: numbers.map { Int32($0 % 17 > 8 || $0 % 3 == 1 ? 1 : 0) },
        times: numbers.map { Int64($0) * 3_600_000_000 }, classes: ["no", "yes"])
    }
    let trained = try LearnerRegistry.standard.learner("mlp").train(
      train: try examples(0..<300), validation: try examples(300..<400),
      settings: [
        "hidden": [8], "epochs": 8, "learning_rate": 0.02, "batch_size": 32, "text_buckets": 64, "text_embedding": 4,
      ], seed: seed,
      parent: nil, progress: { _ in })
    id = "model-\(seed)"
    artifact = trained.artifact
    model = try LearnerRegistry.standard.load(trained.artifact)
  }

  /// The probability of `yes`.
  func probability(_ input: JSONValue, _ config: LoopConfig) throws -> Float {
    var builder = InputBatchBuilder(config.inputs)
    builder.append(input)
    return try model.predict(builder.build())[1]
  }
}
