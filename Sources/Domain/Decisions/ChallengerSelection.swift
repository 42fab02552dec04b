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

    fileprivate var stated: EvaluationStarted.Candidate {
      EvaluationStarted.Candidate(modelID: modelID, trial: trial, logLoss: validationLogLoss)
    }
  }

  package static func select(_ candidates: [Candidate]) -> Candidate? { ranked(candidates).first }

  /// What the start of an evaluation says of them: in the order of the trials, the best ones where there are many.
  /// - Returns: how many are not named, besides; nil: none.
  package static func stated(_ candidates: [Candidate]) -> (named: [EvaluationStarted.Candidate], more: Int?) {
    let ranked = ranked(candidates)
    let kept = Bounded.prefix(ranked.map(\.stated), count: 100, bytes: 64 * 1024)
    let named = ranked.prefix(kept.kept.count).sorted { $0.trialIndex < $1.trialIndex }.map(\.stated)
    return (named, kept.more > 0 ? kept.more : nil)
  }

  /// Those that can be chosen, the best first.
  private static func ranked(_ candidates: [Candidate]) -> [Candidate] {
    candidates.filter { $0.validationLogLoss.isFinite }.sorted {
      ($0.validationLogLoss, $0.trialIndex) < ($1.validationLogLoss, $1.trialIndex)
    }
  }
}
