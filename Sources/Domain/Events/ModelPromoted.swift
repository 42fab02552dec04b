/// A model becomes the champion of a slot.
package struct ModelPromoted: EventData {
  package static let type = "millrace.model.promoted.v1"

  /// The loop.
  package var slot: String
  package var modelID: String
  package var generation: Int64
  package var replacesGeneration: Int64
  /// Of the run's end it was decided at.
  package var decidedAtPosition: Int64?
  /// nil: the default answer.
  @WrittenAsNull package var predecessor: String?
  package var verdictID: String
  package var forced: Bool

  package init(
    slot: String, modelID: String, generation: Int64, replacesGeneration: Int64, decidedAtPosition: Int64? = nil,
    predecessor: String?, verdictID: String, forced: Bool
  ) {
    self.slot = slot
    self.modelID = modelID
    self.generation = generation
    self.replacesGeneration = replacesGeneration
    self.decidedAtPosition = decidedAtPosition
    self.predecessor = predecessor
    self.verdictID = verdictID
    self.forced = forced
  }

  package static let full = ModelPromoted(
    slot: "demo.flights", modelID: "model-1", generation: 1, replacesGeneration: 0, decidedAtPosition: 30,
    predecessor: "model-0", verdictID: "v", forced: false)
}
