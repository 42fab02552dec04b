/// What was asked and answered, and by which model; served here or elsewhere.
package struct InteractionRecorded: EventData {
  package static let type = "millrace.interaction.recorded.v1"
  package static let isDecidedBySchema = true

  /// The answer.
  package struct Output: Codable, Sendable, Hashable {
    package var label: String
    /// Of the label.
    package var probability: Double
    /// By class.
    package var probabilities: [ByteText: Double]?

    package init(label: String, probability: Double, probabilities: [ByteText: Double]? = nil) {
      self.label = label
      self.probability = probability
      self.probabilities = probabilities
    }
  }

  package var interactionID: String
  /// The session or user.
  package var unit: String?
  /// An object.
  package var input: JSONValue
  package var output: Output
  /// nil: the default answer, or a system that has no models.
  @WrittenAsNull package var model: String?
  /// Of the serving slot.
  @WrittenAsNull package var generation: Int64?
  /// The probability with which this answer was chosen.
  @WrittenAsNull package var propensity: Double?

  package init(
    interactionID: String, unit: String? = nil, input: JSONValue, output: Output, model: String?, generation: Int64?,
    propensity: Double?
  ) {
    self.interactionID = interactionID
    self.unit = unit
    self.input = input
    self.output = output
    self.model = model
    self.generation = generation
    self.propensity = propensity
  }

  package static let full = InteractionRecorded(
    interactionID: "i-1", unit: "u", input: ["carrier": "UA", "distance": 1400, "gust": .null],
    output: Output(label: "on_time", probability: 0.8, probabilities: ["on_time": 0.8, "late": 0.2]), model: "model-1",
    generation: 1, propensity: 1)
}
