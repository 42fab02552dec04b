import Domain
import ReleaseSimulation
import Testing

/// Whole releases over made-up losses, looked at on every tick; `Benchmarks` has more of them.
@Suite struct SyntheticReleaseTests {
  private func run(_ count: Int, seed: UInt64, trialDays: Int64 = 14, harm: Double) -> [SyntheticRelease.Outcome] {
    var random = SplitMix(state: seed)
    let plan = SyntheticRelease.plan(trialDays: trialDays)
    return (0..<count).map { _ in SyntheticRelease(harm: harm).run(plan, &random) }
  }

  /// A challenger that is as good is found worse, or better, seldom: at most the 99 % point of a binomial at 5 %.
  @Test(arguments: [14, 90] as [Int64]) func equalsAreKept(trialDays: Int64) {
    let outcomes = run(400, seed: 1, trialDays: trialDays, harm: 0)
    #expect(outcomes.count { $0.found.contains(.worse) || $0.found.contains(.better) } <= 31)
    #expect(outcomes.allSatisfy { $0.found.contains(.worse) == ($0.end == .stopped || $0.end == .rolledBack) })
    #expect(outcomes.allSatisfy { $0.end != .kept || $0.days == trialDays + 2 })
  }

  /// What is far worse is stopped before it answers anybody, by the limit that waits for no test.
  @Test func greatHarmAnswersNobody() {
    let outcomes = run(200, seed: 2, harm: 0.3)
    #expect(outcomes.allSatisfy { $0.end == .stopped && $0.days == 1 && $0.exposed == 0 })
  }

  /// What is worse by a few of a day's deviations is rolled back within some days, and what is better is kept.
  @Test func smallHarmIsRolledBack() {
    let outcomes = run(200, seed: 3, harm: 0.05)
    #expect(outcomes.count { $0.end == .rolledBack || $0.end == .stopped } >= 198)
    #expect(outcomes.map(\.days).sorted()[100] <= 8)
    #expect(run(200, seed: 4, harm: -0.05).allSatisfy { $0.end == .kept && $0.found.contains(.better) })
  }
}
