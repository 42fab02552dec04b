/// The looks at a champion on trial. Look k (from 0) is due at minimumExamples * 2^k examples and spends
/// (1 - confidence) / 2^(k+1) of the error allowed over the whole trial, so that looking often costs nothing.
package struct TrialLook: Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable, CaseIterable, JSONLeaf { case kept, worse, undecided }

  package var number: Int
  /// Two-sided confidence of this look's interval.
  package var confidence: Double

  /// The look that is due with so many examples, after so many looks; nil: none yet.
  package static func due(policy: ReleasePolicy, examples: Int, looksBefore: Int) -> TrialLook? {
    var number = looksBefore
    guard examples >= policy.minimumExamples << min(number, 40) else { return nil }
    while examples >= policy.minimumExamples << min(number + 1, 40) && number < 40 { number += 1 }
    return TrialLook(policy: policy, number: number)
  }

  /// - Parameter number: at most 40.
  package init(policy: ReleasePolicy, number: Int) {
    self.number = number
    confidence = 1 - (1 - policy.confidence) / Double(1 << (number + 1))
  }

  /// - Parameter comparison: champion minus predecessor on the champion's served interactions.
  package func judge(_ comparison: Comparison, isLast: Bool) -> Outcome {
    if comparison.low > 0 { return .worse }
    return isLast ? .kept : .undecided
  }
}
