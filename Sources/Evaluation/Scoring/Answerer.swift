import Domain
import Learning
import Statistics

/// Who answers: a model, or a loop's default answer.
package enum Answerer: Sendable {
  case model(any Model)
  case standard(DefaultAnswer)

  /// - Parameter model: nil: the loop's default answer.
  package init(_ model: (any Model)?, config: LoopConfig) {
    self = model.map(Answerer.model) ?? .standard(config.defaultAnswer)
  }

  /// - Throws: `LearningError` where the model cannot read the examples' inputs.
  package func scores(on examples: ExampleSet) throws -> Scores {
    switch self {
    case .model(let model): try Scores(model: model, on: examples)
    case .standard(let answer): Scores(answer: answer, on: examples)
    }
  }

  /// What it answers to one input: the most probable class, and the probability of each.
  /// - Throws: `LearningError` where the model cannot read the input.
  package func answer(
    to input: JSONValue, _ inputs: [InputDeclaration]
  ) throws -> (label: String, probabilities: [ByteText: Double]) {
    switch self {
    case .standard(let answer): return (answer.label, answer.probabilities)
    case .model(let model):
      var builder = InputBatchBuilder(inputs)
      _ = builder.append(input)
      let values = try model.predict(builder.build())
      let probabilities = Dictionary(
        uniqueKeysWithValues: zip(model.classes.map { ByteText($0) }, values.map(Double.init)))
      return (model.classes[Metrics.answer(values[...])], probabilities)
    }
  }
}
