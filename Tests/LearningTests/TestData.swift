import Domain
import Statistics

@testable import Kernels
@testable import Learning

/// Small made-up problems, from seeds.
enum TestData {
  /// Two numbers whose signs' product is the class, and a category and a number that say nothing.
  static func xor(_ count: Int, seed: UInt64, shuffled: Bool = false) throws -> ExampleSet {
    var random = RandomSource(seed: seed, stream: 77)
    var (a, b, noise, codes, labels) = ([Double](), [Double](), [Double](), [Int32](), [Int32]())
    for _ in 0..<count {
      let (x, y) = (random.unit() * 2 - 1, random.unit() * 2 - 1)
      a.append(Double(x))
      b.append(Double(y))
      noise.append(random.below(10) == 0 ? .nan : Double(random.unit() * 100))
      codes.append(Int32(random.below(5)) - 1)
      labels.append(shuffled ? Int32(random.below(2)) : (x > 0) == (y > 0) ? 1 : 0)
    }
    let inputs = try InputBatch(
      names: ["a", "b", "noise", "colour"],
      columns: [
        .numeric(a), .numeric(b), .numeric(noise),
        .category(codes: codes, values: ["red", "green", "blue", "grey"]),
      ])
    return try ExampleSet(inputs: inputs, labels: labels, times: (0..<count).map(Int64.init), classes: ["no", "yes"])
  }

  static let topics = ["games", "kernel", "sound"]
  private static let words = [
    ["chess", "puzzle", "arcade", "player"], ["module", "driver", "firmware", "headers"],
    ["audio", "mixer", "midi", "synthesizer"],
  ]

  /// Sentences of words, of which some belong to the topic.
  static func sentences(_ count: Int, seed: UInt64, topics used: Int = 3) throws -> ExampleSet {
    var random = RandomSource(seed: seed, stream: 78)
    var (texts, labels) = ([String?](), [Int32]())
    for _ in 0..<count {
      let topic = random.below(used)
      let word = words[topic][random.below(4)]
      texts.append("a \(["small", "fast", "Free"][random.below(3)]) \(word) for \(["all", "you"][random.below(2)])")
      labels.append(Int32(topic))
    }
    return try ExampleSet(
      inputs: InputBatch(names: ["synopsis"], columns: [.text(texts)]), labels: labels,
      times: (0..<count).map(Int64.init), classes: Array(topics[..<used]))
  }

  static let xorSettings: JSONValue = [
    "hidden": [16, 8], "bins": 6, "embedding": 4, "epochs": 12, "batch_size": 32, "learning_rate": 0.01,
    "dropout": 0, "warm_epochs": 3, "patience": 12,
  ]

  static let textSettings: JSONValue = [
    "hidden": [12], "text_buckets": 512, "text_embedding": 8, "epochs": 6, "batch_size": 16, "learning_rate": 0.02,
    "dropout": 0, "warm_epochs": 4, "warm_learning_rate": 0.02,
  ]

  static func train(
    _ train: ExampleSet, _ validation: ExampleSet, _ settings: JSONValue, seed: UInt64 = 1, parent: [UInt8]? = nil,
    version: MLPVersion = .current
  ) throws -> TrainedModel {
    try MLPLearner(version).train(
      train: train, validation: validation, settings: settings, seed: seed, parent: parent, progress: { _ in })
  }

  static func metrics(_ artifact: [UInt8], _ examples: ExampleSet) throws -> ClassificationMetrics {
    let model = try MLPLearner().load(artifact)
    return ClassificationMetrics(
      probabilities: try model.predict(examples.inputs), labels: examples.labels(in: model.classes),
      classes: model.classes.count)
  }
}
