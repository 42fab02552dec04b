/// Does the gate pass? Every reason against is told, and for a pass what it rests on.
package struct GateDecision: Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable, CaseIterable, JSONLeaf { case promote, refuse }

  package var outcome: Outcome
  package var reasons: [String]
  package var isForced: Bool

  /// - Parameters:
  ///   - comparison: challenger minus champion; nil where the holdout was too small for a test.
  ///   - force: promote whatever the numbers say; the reasons against are kept.
  package init(policy: GatePolicy, comparison: Comparison?, count: Int, slices: [SliceResult], force: Bool) {
    var against: [String] = []
    if count < policy.minimumExamples {
      against.append("the holdout has \(count) examples; the gate asks for \(policy.minimumExamples)")
    }
    if let comparison {
      // A margin below zero asks for non-inferiority, and then for a better mean.
      let isBetter = policy.minimumImprovement < 0 ? comparison.meanDifference < 0 : comparison.high < 0
      if -comparison.high < policy.minimumImprovement || !isBetter {
        against.append(
          "\(policy.metric.rawValue): the interval of the difference [\(comparison.low), \(comparison.high)] does not "
            + "show an improvement of more than \(policy.minimumImprovement)")
      }
    } else {
      against.append("the holdout is too small for a paired test")
    }
    for slice in slices where !slice.passes {
      against.append(
        "guardrail \(slice.guardrail.slice)=\(slice.value): \(slice.guardrail.metric.rawValue) rises by "
          + "\(slice.challenger - slice.champion), more than \(slice.guardrail.maximumRegression)")
    }
    isForced = force && !against.isEmpty
    outcome = against.isEmpty || force ? .promote : .refuse
    reasons = against.isEmpty ? ["better on the holdout, and no guardrail is crossed"] : against
  }
}
