/// Training of one trial came to a model.
package struct RunCompleted: EventData {
  package static let type = "millrace.run.completed.v1"

  /// How the model does on the validation part; who trains elsewhere may know the log loss alone.
  package struct Validation: Codable, Sendable, Hashable {
    package var n: Int?
    package var logLoss: Double
    package var accuracy: Double?
    package var brier: Double?
    /// With two classes, both of them present.
    @WrittenAsNull package var auc: Double?
    package var calibrationError: Double?

    package init(
      n: Int? = nil, logLoss: Double, accuracy: Double? = nil, brier: Double? = nil, auc: Double?,
      calibrationError: Double? = nil
    ) {
      self.n = n
      self.logLoss = logLoss
      self.accuracy = accuracy?.finite
      self.brier = brier?.finite
      self.auc = auc?.finite
      self.calibrationError = calibrationError?.finite
    }
  }

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
  /// SHA-256 of the artifact.
  package var artifact: String
  package var artifactBytes: Int64
  package var validation: Validation
  package var epochs: Int
  /// Where it ran: an object.
  package var fingerprint: JSONValue

  package init(
    runID: String, modelID: String, datasetID: String, trial: String, trialIndex: Int, trials: Int, artifact: String,
    artifactBytes: Int64, validation: Validation, epochs: Int, fingerprint: JSONValue
  ) {
    self.runID = runID
    self.modelID = modelID
    self.datasetID = datasetID
    self.trial = trial
    self.trialIndex = trialIndex
    self.trials = trials
    self.artifact = artifact
    self.artifactBytes = artifactBytes
    self.validation = validation
    self.epochs = epochs
    self.fingerprint = fingerprint
  }

  package static let full = RunCompleted(
    runID: "run-1", modelID: "model-1", datasetID: "dataset-1", trial: "warm", trialIndex: 0, trials: 2,
    artifact: String(repeating: "a", count: 64), artifactBytes: 10,
    validation: Validation(n: 2, logLoss: 0.5, accuracy: 0.7, brier: 0.2, auc: 0.6, calibrationError: 0.05), epochs: 3,
    fingerprint: ["cpu": "x"])
}
