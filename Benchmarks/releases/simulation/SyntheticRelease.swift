import Domain
import Evaluation
import Statistics
import TestSupport

/// A release of which only the paired losses are made up: each day's examples share a shock, and the tick at its end closes
/// its block.
package struct SyntheticRelease {
  package static let perDay: Int64 = 870
  package static let day = TimeSpan(microseconds: 86_400_000_000)

  /// Shadow, a tenth for a day, and a trial.
  package static func plan(trialDays: Int64 = 14) -> ReleasePlan {
    ReleasePlan(
      evidence: .paired, metric: .logLoss, block: day,
      limit: .init(regression: 100_000, minimumExamples: 500, minimumBlocks: 1), guardrails: [],
      stages: [
        ReleaseStage(
          .shadow, share: 0, minimumExamples: 500, minimumBlocks: 1,
          longest: TimeSpan(microseconds: 7 * day.microseconds)),
        ReleaseStage(.canary, share: 100_000, longest: day),
        ReleaseStage(
          .trial, share: 1_000_000, longest: TimeSpan(microseconds: trialDays * day.microseconds)),
      ])
  }

  /// How much worse the challenger is, in the metric's unit.
  package var harm: Double
  /// The standard deviations of a day's shock, and of an example beside it.
  package var shock = 0.013
  package var spread = 0.09

  package init(harm: Double) { self.harm = harm }

  package struct Outcome: Sendable {
    package var end: ReleaseEnd
    package var days: Int64
    /// Examples that the challenger answered, by the shares of its stages.
    package var exposed: Double
    /// Whether it was ever found better, or worse.
    package var found: Set<ReleaseEvidence.Losses.Finding>
  }

  /// Looks at it at the end of each day until it ends.
  package func run(_ plan: ReleasePlan, _ random: inout SplitMix) -> Outcome {
    var time = Timestamp(microseconds: 0)
    var progress = ReleaseProgress(since: time)
    var (sums, days, exposed) = (DrawSums(), Int64(0), 0.0)
    var found: Set<ReleaseEvidence.Losses.Finding> = []
    while true {
      days += 1
      time = time + SyntheticRelease.day
      let noise = spread / Double(SyntheticRelease.perDay).squareRoot()
      sums.add(Int64(((harm + shock * random.nextNormal() + noise * random.nextNormal()) * 1e6).rounded()))
      exposed += Double(plan.stages[progress.stage].share) / 1e6 * Double(SyntheticRelease.perDay)
      let losses = ReleaseEvidence.Losses(blocks: sums, alpha: Double(plan.alpha) / 2e6)
      if let losses { found.insert(losses.finding) }
      let step = plan.step(
        progress, ReleaseEvidence(time: time, examples: days * SyntheticRelease.perDay, blocks: days, losses: losses))
      if case .end(let end) = step.action { return Outcome(end: end, days: days, exposed: exposed, found: found) }
      progress = step.progress
    }
  }
}
