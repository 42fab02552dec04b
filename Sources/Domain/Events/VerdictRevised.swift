/// A look at a champion on trial: what it answered against what its predecessor would have answered.
package struct VerdictRevised: EventData {
  package static let type = "millrace.verdict.revised.v1"

  package var modelID: String
  /// nil: the default answer.
  @WrittenAsNull package var predecessor: String?
  package var generation: Int64
  package var outcome: TrialLook.Outcome
  /// From 1.
  package var look: Int
  /// Of the tick that the look is due at; events of the first versions lack it.
  package var tickPosition: Int64?
  package var test: TestResult
  package var reasons: [String]

  package init(
    modelID: String, predecessor: String?, generation: Int64, outcome: TrialLook.Outcome, look: Int,
    tickPosition: Int64? = nil, test: TestResult, reasons: [String]
  ) {
    self.modelID = modelID
    self.predecessor = predecessor
    self.generation = generation
    self.outcome = outcome
    self.look = look
    self.tickPosition = tickPosition
    self.test = test
    self.reasons = reasons
  }

  package static let full = VerdictRevised(
    modelID: "model-1", predecessor: "model-0", generation: 1, outcome: .kept, look: 1, tickPosition: 40, test: .full,
    reasons: ["not worse"])
}
