/// A turn of the wheel came to nothing, and the loop goes on with the next.
package struct RoundFailed: EventData {
  package static let type = "millrace.round.failed.v1"

  /// nil: it failed before there was one.
  package var datasetID: String?
  /// Id of the tick, or other event, that was decided on.
  package var tick: String
  /// Of that event in the ledger.
  package var position: Int64
  package var stage: RoundStage
  /// Such as `no_model` (`RoundFailureCode`).
  package var code: String
  package var sentence: String

  package init(
    datasetID: String? = nil, tick: String, position: Int64, stage: RoundStage, code: String, sentence: String
  ) {
    self.datasetID = datasetID
    self.tick = tick
    self.position = position
    self.stage = stage
    self.code = code
    self.sentence = sentence
  }

  package static let full = RoundFailed(
    datasetID: "dataset-1", tick: "t", position: 17, stage: .train, code: "no_model",
    sentence: "no run of the dataset came to a model")
}
