import Domain
import Learning
import Statistics

/// What a loop's champion of now answers to an input of the past.
package struct CurrentAnswer: Sendable, Hashable {
  /// nil: the default answer.
  package var modelID: String?
  package var label: String
  package var probabilities: [String: Double]

  /// - Parameter model: the champion; nil: the loop's default answer.
  /// - Throws: `LearningError` where the model cannot read the input.
  package init(config: LoopConfig, modelID: String?, model: (any Model)?, input: JSONValue) throws {
    self.modelID = modelID
    guard let model else {
      label = config.defaultAnswer.label
      probabilities = config.defaultAnswer.probabilities
      return
    }
    var builder = InputBatchBuilder(config.inputs)
    _ = builder.append(input)
    let values = try model.predict(builder.build())
    label = model.classes[Metrics.answer(values[...])]
    probabilities = Dictionary(uniqueKeysWithValues: zip(model.classes, values.map(Double.init)))
  }

  package var json: JSONValue {
    [
      "model": modelID.map(JSONValue.string) ?? .null, "label": .string(label),
      "probabilities": .object(probabilities.mapValues(JSONValue.number)),
    ]
  }
}
