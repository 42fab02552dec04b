/// The looks at a champion on trial. Look k (from 0) is due at minimumExamples * 2^k examples and spends
/// (1 - confidence) / 2^(k+1) of the error allowed over the whole trial, so that looking often costs nothing.
package struct TrialLook: Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable, CaseIterable, JSONLeaf { case kept, worse, undecided }

  package var number: Int
  /// Two-sided confidence of this look's interval.
  package var confidence: Double
  /// Whether the trial ends with it.
  package var isLast: Bool

  /// The look that is due with so many examples, after so many looks; nil: none yet. The end of the trial is a look of
  /// its own, for which the examples of the first one are enough.
  package static func due(
    policy: ReleasePolicy, examples: Int, looksBefore: Int, isLast: Bool = false
  ) -> TrialLook? {
    var number = looksBefore
    guard examples >= policy.minimumExamples << min(number, 40) else {
      guard isLast, examples >= policy.minimumExamples else { return nil }
      return TrialLook(policy: policy, number: looksBefore, isLast: true)
    }
    while examples >= policy.minimumExamples << min(number + 1, 40) && number < 40 { number += 1 }
    return TrialLook(policy: policy, number: number, isLast: isLast)
  }

  /// - Parameter number: at most 40.
  init(policy: ReleasePolicy, number: Int, isLast: Bool) {
    self.number = number
    self.isLast = isLast
    confidence = 1 - (1 - policy.confidence) / Double(1 << (number + 1))
  }

  /// - Parameter comparison: champion minus predecessor on the champion's served interactions.
  package func judge(_ comparison: Comparison) -> Outcome {
    if comparison.low > 0 { return .worse }
    return isLast ? .kept : .undecided
  }
}
