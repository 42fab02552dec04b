/// A model answers a share of the requests.
package struct CanaryStarted: EventData {
  package static let type = "millrace.canary.started.v1"

  package var slot: String
  package var modelID: String
  package var share: Double
  package var generation: Int64?
  package var verdictID: String?

  package init(slot: String, modelID: String, share: Double, generation: Int64? = nil, verdictID: String? = nil) {
    self.slot = slot
    self.modelID = modelID
    self.share = share
    self.generation = generation
    self.verdictID = verdictID
  }

  package static let full = CanaryStarted(
    slot: "demo.flights", modelID: "model-1", share: 0.1, generation: 1, verdictID: "v")
}
