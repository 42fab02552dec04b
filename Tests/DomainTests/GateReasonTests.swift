import Domain
import Testing

/// A verdict's reason says what its test shows, and no more.
@Suite struct GateReasonTests {
  private func decision(
    mean: Double, low: Double, high: Double, p: Double, margin: Double = 0, count: Int = 500, force: Bool = false,
    ability: GateDecision.Ability = .init()
  ) -> GateDecision {
    let comparison = Comparison(
      name: "paired_t", metric: .logLoss, statistic: -1, degreesOfFreedom: 499, p: p, meanDifference: mean, low: low,
      high: high, confidence: 0.95, count: count, blocks: count)
    let policy = GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: margin, minimumExamples: 50, block: nil, guardrails: [])
    return GateDecision(
      policy: policy, comparison: comparison, count: count, slices: [], ability: ability, force: force)
  }

  /// The case of the report: p = 0.205 within a margin of 0.03.
  @Test func whatMayBeChanceIsNotCalledBetter() throws {
    let decision = decision(mean: -0.004_321, low: -0.011, high: 0.002_345_6, p: 0.205, margin: -0.03)
    #expect(decision.outcome == .promote && decision.findings.map(\.code) == [.notInferior])
    #expect(
      decision.reasons == [
        "not worse by more than 0.03 for sure, and better on the mean, which is what the gate asks for; that it is better "
          + "may be chance: log_loss is lower by 0.004321 on the mean of 500 examples; the 95 % interval of the "
          + "difference is [-0.011, 0.002346], p = 0.205"
      ])
  }

  @Test func eachOutcomeHasItsCode() {
    #expect(decision(mean: -0.02, low: -0.03, high: -0.01, p: 0.001).findings.map(\.code) == [.better])
    #expect(decision(mean: -0.02, low: -0.03, high: -0.01, p: 0.001, margin: -0.03).findings.map(\.code) == [.better])
    #expect(decision(mean: -0.02, low: -0.05, high: 0.01, p: 0.2).findings.map(\.code) == [.notBetter])
    #expect(decision(mean: -0.02, low: -0.05, high: -0.01, p: 0.2, margin: 0.015).findings.map(\.code) == [.notBetter])
    #expect(
      decision(mean: 0.001, low: -0.004, high: 0.006, p: 0.6, margin: -0.01).findings.map(\.code) == [.notBetterOnMean])
    #expect(decision(mean: -0.002, low: -0.02, high: 0.012, p: 0.6, margin: -0.01).findings.map(\.code) == [.notBetter])
    let small = decision(mean: -0.02, low: -0.03, high: -0.01, p: 0.001, count: 49)
    #expect(small.findings.map(\.code) == [.holdoutTooSmall] && small.reasons[0].contains("49 examples"))
    #expect(Set(GateReason.Code.allCases.map(\.rawValue)).count == GateReason.Code.allCases.count)
  }

  /// No force promotes what cannot answer.
  @Test func whatCannotAnswerIsRefusedAlways() {
    for force in [false, true] {
      let large = decision(
        mean: -1, low: -2, high: -0.5, p: 0, force: force, ability: .init(answerBytes: AnswerSize.outputLimit + 1))
      #expect(large.outcome == .refuse && !large.isForced && large.findings.first?.code == .answerTooLarge)
      let broken = decision(mean: -1, low: -2, high: -0.5, p: 0, force: force, ability: .init(notFinite: 3))
      #expect(broken.outcome == .refuse && broken.findings.first?.code == .answerNotFinite)
    }
    let fits = decision(mean: -1, low: -2, high: -0.5, p: 0, ability: .init(answerBytes: AnswerSize.outputLimit))
    #expect(fits.outcome == .promote)
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-0.003_000_4, "-0.003"), (12_345.678, "12346"), (0.123_449, "0.1234"), (1e-9, "1e-09"),
    (.infinity, "unbounded"), (-.nan, "unbounded"), (0.205, "0.205"), (1e300, "1e+300"),
  ])
  func figuresAreShort(value: Double, text: String) { #expect(Figure.text(value) == text) }
}
