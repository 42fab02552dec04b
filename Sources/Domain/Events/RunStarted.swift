/// Training of one trial began.
package struct RunStarted: EventData {
  package static let type = "millrace.run.started.v1"

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
  package var learner: String
  package var codeVersion: String
  /// An object.
  package var settings: JSONValue
  package var seed: Int64
  /// The model whose weights it starts from; nil: a fresh start.
  @WrittenAsNull package var parent: String?

  package init(
    runID: String, modelID: String, datasetID: String, trial: String, trialIndex: Int, trials: Int, learner: String,
    codeVersion: String, settings: JSONValue, seed: Int64, parent: String?
  ) {
    self.runID = runID
    self.modelID = modelID
    self.datasetID = datasetID
    self.trial = trial
    self.trialIndex = trialIndex
    self.trials = trials
    self.learner = learner
    self.codeVersion = codeVersion
    self.settings = settings
    self.seed = seed
    self.parent = parent
  }

  package static let full = RunStarted(
    runID: "run-1", modelID: "model-1", datasetID: "dataset-1", trial: "warm", trialIndex: 0, trials: 2,
    learner: "mlp", codeVersion: "1", settings: ["rate": 0.1], seed: 1, parent: "model-0")
}
