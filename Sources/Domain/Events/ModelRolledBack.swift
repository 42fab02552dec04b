/// A champion on trial was worse: its predecessor answers again.
package struct ModelRolledBack: EventData {
  package static let type = "millrace.model.rolled_back.v1"

  /// The loop.
  package var slot: String
  package var fromModel: String
  package var fromGeneration: Int64
  /// nil: the default answer.
  @WrittenAsNull package var modelID: String?
  package var generation: Int64
  package var replacesGeneration: Int64
  /// Of the tick it was decided at.
  package var decidedAtPosition: Int64?
  package var reason: String
  package var verdictID: String

  package init(
    slot: String, fromModel: String, fromGeneration: Int64, modelID: String?, generation: Int64,
    replacesGeneration: Int64, decidedAtPosition: Int64? = nil, reason: String, verdictID: String
  ) {
    self.slot = slot
    self.fromModel = fromModel
    self.fromGeneration = fromGeneration
    self.modelID = modelID
    self.generation = generation
    self.replacesGeneration = replacesGeneration
    self.decidedAtPosition = decidedAtPosition
    self.reason = reason
    self.verdictID = verdictID
  }

  package static let full = ModelRolledBack(
    slot: "demo.flights", fromModel: "model-1", fromGeneration: 1, modelID: "model-0", generation: 2,
    replacesGeneration: 1, decidedAtPosition: 40, reason: "worse", verdictID: "v")
}
