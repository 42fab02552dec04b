import Domain
import ReleaseSimulation
import Statistics
import TestSupport

/// Releases and sequences over made-up losses, by the thousand: `scripts/bench releases`. The same each time.
@main enum ReleaseBenchmark {
  private static let count = 1_000

  static func main() {
    equals()
    coverage()
    harms()
  }

  private static func outcomes(_ release: SyntheticRelease, trialDays: Int64, seed: UInt64) -> [SyntheticRelease
    .Outcome]
  {
    var random = SplitMix(state: seed)
    let plan = SyntheticRelease.plan(trialDays: trialDays)
    return (0..<count).map { _ in release.run(plan, &random) }
  }

  private static func percent(_ part: Int) -> String { "\(Double(part * 1_000 / count) / 10) %" }

  /// Challengers that are as good: how many releases ever find one worse, or better.
  private static func equals() {
    print("| releases of an equal challenger | trial | found worse or better | aim |\n|---|---:|---:|---:|")
    for days: Int64 in [14, 90, 365] {
      let found = outcomes(SyntheticRelease(harm: 0), trialDays: days, seed: 1).count { $0.found != [.open] }
      print("| draws are days | \(days) d | \(percent(found)) | ≤ 6.6 % |")
    }
    print(
      "| bets over examples that share a day's shock | 90 d | \(percent(betsOverExamples(days: 90))) | (why not) |\n")
  }

  /// What bets would do that take each example for a draw, where a day's share a shock.
  private static func betsOverExamples(days: Int) -> Int {
    var random = SplitMix(state: 2)
    let release = SyntheticRelease(harm: 0)
    return (0..<count).count { _ in
      var bets = Bets(.atMost, 0, in: -1_000_000...1_000_000)
      for _ in 0..<days {
        let shock = release.shock * random.nextNormal()
        for _ in 0..<SyntheticRelease.perDay {
          bets.add(Int64(((shock + release.spread * random.nextNormal()) * 1e6).rounded()))
        }
        if bets.haveWon(alpha: 0.025) { return true }
      }
      return false
    }
  }

  /// Intervals that hold at all looks: how many sequences have the mean inside at each of them.
  private static func coverage() {
    var random = SplitMix(state: 3)
    print("| sequences | looks | the mean is inside at all of them | aim |\n|---|---:|---:|---:|")
    for looks in [30, 1_000] {
      let covered = (0..<count).count { _ in
        let mean = Int64.random(in: -50_000...50_000, using: &random)
        var sums = DrawSums()
        return (0..<looks).allSatisfy { _ in
          sums.add(mean + Int64((13_000 * random.nextNormal()).rounded()))
          guard let sequence = MeanSequence(sums, alpha: 0.05) else { return true }
          return sequence.low * 1e6 <= Double(mean) && Double(mean) <= sequence.high * 1e6
        }
      }
      print("| blocks, alpha 0.05 | \(looks) | \(percent(covered)) | ≥ 93.4 % |")
    }
    print("")
  }

  /// Challengers that are worse: when they are stopped, and how many answers they gave until then. Released to everybody at
  /// once, they give 870 a day.
  private static func harms() {
    let day = SyntheticRelease(harm: 0)
    let deviation =
      (day.shock * day.shock + day.spread * day.spread / Double(SyntheticRelease.perDay)).squareRoot()
    let twoErrors = 2 * deviation / Double(16).squareRoot()
    print(
      "| worse by, log loss | stopped or rolled back | before anybody was answered | days (median) | answers (mean) |")
    print("|---|---:|---:|---:|---:|")
    for (name, harm) in [("0.3", 0.3), ("0.05", 0.05), ("0.02", 0.02), ("two standard errors of 16 days", twoErrors)] {
      let all = outcomes(SyntheticRelease(harm: harm), trialDays: 14, seed: 5)
      let ended = all.filter { $0.end == .stopped || $0.end == .rolledBack }
      let answers = all.reduce(0) { $0 + $1.exposed } / Double(count)
      let median = ended.map(\.days).sorted()
      print(
        "| \(name) | \(percent(ended.count)) | \(percent(all.count { $0.exposed == 0 })) | "
          + "\(median.isEmpty ? "" : "\(median[median.count / 2])") | \(Int(answers)) |")
    }
  }
}
