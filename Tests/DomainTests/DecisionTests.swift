import Domain
import Testing

struct DecisionTests {
  private let day = TimeSpan(microseconds: 86_400_000_000)
  private let start = Timestamp(microseconds: 1_700_000_000_000_000)

  private func comparison(_ mean: Double, _ low: Double, _ high: Double) -> Comparison {
    Comparison(
      name: "paired_t", metric: .logLoss, statistic: 0, degreesOfFreedom: 99, p: 0.5, meanDifference: mean, low: low,
      high: high, confidence: 0.95, count: 100, blocks: 100)
  }

  private func gate(margin: Double) -> GatePolicy {
    GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: margin, minimumExamples: 50, block: nil, guardrails: [])
  }

  private func outcome(
    _ comparison: Comparison?, margin: Double = 0, count: Int = 100, slices: [SliceResult] = [], force: Bool = false
  ) -> GateDecision {
    GateDecision(policy: gate(margin: margin), comparison: comparison, count: count, slices: slices, force: force)
  }

  @Test func theGatePassesOnlyWhatIsBetterForSure() {
    #expect(outcome(comparison(-0.02, -0.03, -0.01)).outcome == .promote)
    #expect(outcome(comparison(-0.02, -0.05, 0.01)).outcome == .refuse)
    #expect(outcome(comparison(-0.02, -0.03, -0.01), margin: 0.015).outcome == .refuse)
    #expect(outcome(comparison(-0.02, -0.03, -0.01), count: 49).outcome == .refuse)
    #expect(outcome(nil).outcome == .refuse)
  }

  @Test func aMarginBelowZeroAsksForNonInferiority() {
    #expect(outcome(comparison(-0.002, -0.01, 0.006), margin: -0.01).outcome == .promote)
    #expect(outcome(comparison(-0.002, -0.02, 0.012), margin: -0.01).outcome == .refuse)
    #expect(outcome(comparison(0.001, -0.004, 0.006), margin: -0.01).outcome == .refuse)
  }

  @Test func guardrailsRefuseAndForceOverrules() {
    let rail = Guardrail(slice: "origin", metric: .logLoss, maximumRegression: 0.01, minimumExamples: 10)
    let bad = SliceResult(guardrail: rail, value: "EWR", count: 10, challenger: 0.5, champion: 0.48)
    let small = SliceResult(guardrail: rail, value: "JFK", count: 9, challenger: 0.9, champion: 0.1)
    let better = comparison(-0.02, -0.03, -0.01)
    #expect(outcome(better, slices: [small]).outcome == .promote)
    #expect(outcome(better, slices: [bad]).outcome == .refuse)
    let forced = outcome(better, slices: [bad], force: true)
    #expect(forced.outcome == .promote && forced.isForced && forced.reasons.count == 1)
  }

  @Test func sealsByTimeAndCount() {
    let policy = SealingPolicy(every: day, minimumExamples: 10, window: nil, validation: day, holdout: day)
    func seals(_ at: Timestamp, last: Timestamp?, new: Int, requested: Bool = false) -> Bool {
      SealDecision(policy: policy, firstTick: start, lastSeal: last, newExamples: new, isRequested: requested)
        .sealsAt(at)
    }
    #expect(!seals(start, last: nil, new: 100))
    #expect(seals(start + day, last: nil, new: 10))
    #expect(!seals(start + day, last: nil, new: 9))
    #expect(!seals(start + day, last: start + TimeSpan(microseconds: 1), new: 10))
    #expect(seals(start + TimeSpan(microseconds: 1), last: start, new: 0, requested: true))
  }

  @Test func looksDoubleAndSpendTheirError() {
    let policy = ReleasePolicy(trial: day, minimumExamples: 100, confidence: 0.9)
    #expect(TrialLook.due(policy: policy, examples: 99, looksBefore: 0) == nil)
    #expect(TrialLook.due(policy: policy, examples: 100, looksBefore: 0)?.number == 0)
    #expect(TrialLook.due(policy: policy, examples: 199, looksBefore: 1) == nil)
    #expect(TrialLook.due(policy: policy, examples: 450, looksBefore: 1)?.number == 2)
    let errors = (0..<20).compactMap { TrialLook.due(policy: policy, examples: 100 << $0, looksBefore: $0) }
      .map { 1 - $0.confidence }
    #expect(errors.reduce(0, +) <= 0.1 + 1e-12)
  }

  @Test func cutsByTimeWithTheHoldoutNewest() {
    let policy = SealingPolicy(every: day, minimumExamples: 1, window: nil, validation: day, holdout: day)
    let end = start + TimeSpan(microseconds: 10 * day.microseconds)
    let cut = DatasetCut(policy: policy, oldest: start, newest: end)
    #expect(cut.part(of: end) == .holdout && cut.part(of: end - day) == .holdout)
    #expect(cut.part(of: end - day - TimeSpan(microseconds: 1)) == .validation && cut.part(of: start) == .train)
  }

  @Test func aModelIdNamesItsRecipe() {
    let learner = LearnerConfig(kind: "mlp", settings: ["a": 1], trials: ["wide": ["b": 2]], seed: 1)
    let plan = TrialPlan(learner: learner, codeVersion: "mlp/1", datasetID: "d", champion: "m", warmable: true)
    #expect(plan.trials.map(\.name) == ["warm", "fresh", "wide"])
    #expect(plan.trials[2].settings == ["a": 1, "b": 2])
    #expect(Set(plan.trials.map(\.modelID)).count == 3)
    var again = plan.trials[1]
    again.name = "other"
    #expect(again.modelID == plan.trials[1].modelID)
    again.seed = 2
    #expect(again.modelID != plan.trials[1].modelID)
  }
}
