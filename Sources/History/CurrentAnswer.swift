import Domain
import Evaluation

/// What a loop's champion of now answers to an input of the past.
package struct CurrentAnswer: Sendable, Hashable {
  /// nil: the default answer.
  package var modelID: String?
  package var label: String
  package var probabilities: [ByteText: Double]

  /// - Parameters:
  ///   - modelID: the champion's; nil: the loop's default answer.
  ///   - answerer: what answers in its place.
  /// - Throws: `LearningError` where the model cannot read the input.
  package init(config: LoopConfig, modelID: String?, answerer: Answerer, input: JSONValue) throws {
    self.modelID = modelID
    (label, probabilities) = try answerer.answer(to: input, config.inputs)
  }

  package var json: JSONValue {
    [
      "model": modelID.map(JSONValue.string) ?? .null, "label": .string(label),
      "probabilities": .object(probabilities.mapValues { JSONValue(finite: $0) }),
    ]
  }
}
