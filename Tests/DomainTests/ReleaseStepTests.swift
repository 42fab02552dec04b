import TestSupport
import Testing

@testable import Domain

/// What follows from a look at a release.
@Suite struct ReleaseStepTests {
  private static let start = Timestamp(microseconds: 1_000_000_000_000)
  private static let day = TimeSpan(microseconds: 86_400_000_000)

  static let plan = ReleasePlan(
    evidence: .paired, metric: .logLoss, block: day,
    limit: .init(regression: 100_000, minimumExamples: 500, minimumBlocks: 1), guardrails: [],
    stages: [
      ReleaseStage(
        .shadow, share: 0, minimumExamples: 500, minimumBlocks: 1, longest: TimeSpan(microseconds: 7 * day.microseconds)
      ),
      ReleaseStage(.canary, share: 100_000, longest: day),
      ReleaseStage(.ramp, share: 500_000, longest: day),
      ReleaseStage(.trial, share: 1_000_000, longest: TimeSpan(microseconds: 14 * day.microseconds)),
    ])

  private func evidence(
    days: Double = 1, _ examples: Int64 = 1_000, _ blocks: Int64 = 2, finding: ReleaseEvidence.Losses.Finding = .open,
    mean: Double = 0.001, crossed: [String] = [], requests: [ReleaseEvidence.Request] = [], obstacle: String? = nil,
    isAwaited: Bool = false
  ) -> ReleaseEvidence {
    ReleaseEvidence(
      time: Self.start + TimeSpan(microseconds: Int64(days * 86_400_000_000)), examples: examples, blocks: blocks,
      losses: .init(mean: mean, finding: finding, interval: nil), crossed: crossed, requests: requests,
      obstacle: obstacle, isAwaited: isAwaited)
  }

  private func at(_ stage: Int, paused: Bool = false) -> ReleaseProgress {
    ReleaseProgress(stage: stage, since: Self.start, isPaused: paused)
  }

  @Test func goesThroughItsStages() {
    let plan = Self.plan
    #expect(plan.step(at(0), evidence(499, 2)).action == .stay)
    #expect(plan.step(at(0), evidence(500, 0)).reasons == ["0 of 1 whole blocks"])
    #expect(plan.step(at(0), evidence(500, 1)).action == .advance(1))
    #expect(plan.step(at(1), evidence()).action == .advance(2))
    #expect(plan.step(at(2), evidence()).action == .advance(3))
    #expect(plan.step(at(3), evidence(days: 13.9)).action == .stay)
    #expect(plan.step(at(3), evidence(days: 14)).action == .end(.kept))
  }

  @Test func endsWithWhatIsWrong() {
    let plan = Self.plan
    for stage in 0..<3 {
      #expect(plan.step(at(stage), evidence(finding: .worse)).action == .end(.stopped))
      #expect(plan.step(at(stage), evidence(crossed: ["failures"])).action == .end(.stopped))
      #expect(plan.step(at(stage), evidence(mean: 0.11)).action == .end(.stopped))
      #expect(plan.step(at(stage, paused: true), evidence(finding: .worse)).action == .end(.stopped))
    }
    #expect(plan.step(at(0), evidence(499, 1, mean: 0.11)).action == .stay)
    #expect(plan.step(at(0), evidence(500, 0, mean: 0.11)).action == .stay)
    #expect(plan.step(at(3), evidence(finding: .worse)).action == .end(.rolledBack))
    #expect(plan.step(at(0), evidence(days: 7, 499, 2)).action == .end(.givenUp))
    #expect(plan.step(at(1), evidence(obstacle: "changed by hand")).reasons == ["changed by hand"])
  }

  @Test func doesWhatPeopleSay() {
    let plan = Self.plan
    let paused = plan.step(at(1), evidence(requests: [.pause]))
    #expect(paused.action == .stay && paused.progress.isPaused)
    #expect(plan.step(paused.progress, evidence(days: 30)).action == .stay)
    #expect(plan.step(paused.progress, evidence(requests: [.resume])).action == .advance(2))
    #expect(plan.step(at(0), evidence(0, 0, requests: [.advance])).action == .advance(1))
    #expect(plan.step(at(1, paused: true), evidence(requests: [.abort])).action == .end(.aborted))
    let further = plan.step(at(1, paused: true), evidence(requests: [.advance]))
    #expect(further.action == .advance(2) && further.progress.isPaused)
    #expect(plan.step(at(3), evidence(requests: [.advance])).action == .end(.kept))
    // What is worse does not go on, whoever says so.
    #expect(plan.step(at(0), evidence(finding: .worse, requests: [.advance])).action == .end(.stopped))
  }

  @Test func saysWhatIsNoPlan() {
    #expect(Self.plan.problem == nil)
    func problem(_ change: (inout ReleasePlan) -> Void) -> String {
      var plan = Self.plan
      change(&plan)
      return plan.problem ?? "none"
    }
    #expect(problem { $0.stages = [] }.contains("no stage"))
    #expect(problem { $0.stages.removeLast() }.contains("trial has to be its last stage"))
    #expect(problem { $0.stages.swapAt(0, 1) }.contains("shadow behind canary"))
    #expect(problem { $0.stages.insert($0.stages[1], at: 1) }.contains("canary behind canary"))
    #expect(problem { $0.stages[2].share = 100_000 }.contains("no larger share"))
    #expect(problem { $0.stages[3].share = 999_999 }.contains("share of 999999 in trial"))
    #expect(problem { $0.stages[0].minimumExamples = -1 }.contains("below zero"))
    #expect(problem { $0.alpha = 0 }.contains("alpha of 0"))
    #expect(problem { $0.stages[0].minimumTicks = 0 }.contains("without a tick"))
    var other = Self.plan
    other.stages[1].share += 1
    #expect(other.digest != Self.plan.digest && Digest.isHex(other.digest))
  }

  @Test func makesRoomOnlyBeforeAndBehindItsExposure() {
    let plan = Self.plan
    let actions = (0..<4).map { plan.step(at($0), evidence(isAwaited: true)).action }
    #expect(actions == [.end(.superseded), .advance(2), .advance(3), .end(.superseded)])
  }

  @Test func peopleGoOnWhereNothingIsKnownBetweenArms() {
    var plan = Self.plan
    plan.evidence = .people
    #expect(plan.step(at(0), evidence()).action == .stay)
    #expect(plan.step(at(0), evidence(requests: [.advance])).action == .advance(1))
    #expect(plan.step(at(1), evidence(crossed: ["failures"])).action == .end(.stopped))
    #expect(plan.step(at(0), evidence(days: 7)).action == .end(.givenUp))
  }

  /// Whatever comes: a share never sinks but by an end, what is worse never goes on, and nothing paused does.
  @Test(arguments: UInt64(0)..<300) func keepsItsLaws(seed: UInt64) {
    var random = SplitMix(state: seed)
    var (progress, days, examples, blocks) = (at(0), 0.0, Int64(0), Int64(0))
    for _ in 0..<200 {
      days += .random(in: 0...2, using: &random)
      examples += .random(in: 0...400, using: &random)
      blocks += .random(in: 0...1, using: &random)
      let requests = ReleaseEvidence.Request.allCases.filter { _ in Int.random(in: 0..<12, using: &random) == 0 }
      let known = evidence(
        days: days, examples, blocks, finding: Int.random(in: 0..<60, using: &random) == 0 ? .worse : .open,
        mean: .random(in: -0.2...0.101, using: &random), requests: requests,
        isAwaited: Int.random(in: 0..<40, using: &random) == 0)
      let step = Self.plan.step(progress, known)
      #expect(!step.reasons.isEmpty && step == Self.plan.step(progress, known))
      if known.losses?.finding == .worse {
        guard case .end = step.action else {
          Issue.record("went on with what is worse")
          return
        }
      }
      switch step.action {
      case .stay: #expect(step.progress.stage == progress.stage && step.progress.since == progress.since)
      case .advance(let stage):
        #expect(stage == progress.stage + 1 && step.progress.stage == stage && step.progress.since == known.time)
        #expect(Self.plan.stages[stage].share > Self.plan.stages[progress.stage].share)
        #expect(!step.progress.isPaused || requests.contains(.advance))
      case .end: return
      }
      progress = step.progress
    }
  }
}
