/// Which of a dataset's completed runs becomes the challenger: the least log loss on the validation part; of equal
/// ones the first trial.
package enum ChallengerSelection {
  package struct Candidate: Sendable, Hashable {
    package var modelID: String
    package var runID: String
    package var trial: String
    package var trialIndex: Int
    package var validationLogLoss: Double

    package init(modelID: String, runID: String, trial: String, trialIndex: Int, validationLogLoss: Double) {
      self.modelID = modelID
      self.runID = runID
      self.trial = trial
      self.trialIndex = trialIndex
      self.validationLogLoss = validationLogLoss
    }
  }

  package static func select(_ candidates: [Candidate]) -> Candidate? {
    candidates.filter { $0.validationLogLoss.isFinite }.min {
      ($0.validationLogLoss, $0.trialIndex) < ($1.validationLogLoss, $1.trialIndex)
    }
  }
}
