/// Challenger and gate of an evaluation, stated before its result exists.
package struct EvaluationStarted: EventData {
  package static let type = "millrace.evaluation.started.v1"

  /// A completed run of the dataset.
  package struct Candidate: Codable, Sendable, Hashable {
    package var modelID: String
    package var trial: String
    /// On the validation part.
    package var logLoss: Double

    package init(modelID: String, trial: String, logLoss: Double) {
      self.modelID = modelID
      self.trial = trial
      self.logLoss = logLoss
    }
  }

  package var evaluationID: String
  package var datasetID: String
  /// A model.
  package var challenger: String
  /// nil: the default answer.
  @WrittenAsNull package var champion: String?
  /// Of the champion.
  package var generation: Int64
  package var gateDigest: String
  /// What the challenger was chosen from, the best first where there are many.
  package var selection: [Candidate]
  /// How many are not named; nil: none.
  package var moreCandidates: Int?

  package init(
    evaluationID: String, datasetID: String, challenger: String, champion: String?, generation: Int64,
    gateDigest: String, selection: [Candidate], moreCandidates: Int? = nil
  ) {
    self.evaluationID = evaluationID
    self.datasetID = datasetID
    self.challenger = challenger
    self.champion = champion
    self.generation = generation
    self.gateDigest = gateDigest
    self.selection = selection
    self.moreCandidates = moreCandidates
  }

  package static let full = EvaluationStarted(
    evaluationID: "ev-1", datasetID: "dataset-1", challenger: "model-1", champion: "model-0", generation: 0,
    gateDigest: String(repeating: "a", count: 64),
    selection: [Candidate(modelID: "model-1", trial: "fresh", logLoss: 0.5)], moreCandidates: 1)
}
