/// Training of one trial came to nothing.
package struct RunFailed: EventData {
  package static let type = "millrace.run.failed.v1"

  package var runID: String
  /// Name of the recipe: code version, learner configuration, dataset, parent, seed.
  package var modelID: String
  package var datasetID: String
  /// Such as `warm` or `fresh`.
  package var trial: String
  /// From 0.
  package var trialIndex: Int
  /// How many the dataset has.
  package var trials: Int
  package var reason: String

  package init(
    runID: String, modelID: String, datasetID: String, trial: String, trialIndex: Int, trials: Int, reason: String
  ) {
    self.runID = runID
    self.modelID = modelID
    self.datasetID = datasetID
    self.trial = trial
    self.trialIndex = trialIndex
    self.trials = trials
    self.reason = reason
  }

  package static let full = RunFailed(
    runID: "run-1", modelID: "model-1", datasetID: "dataset-1", trial: "warm", trialIndex: 0, trials: 2,
    reason: "no examples")
}
