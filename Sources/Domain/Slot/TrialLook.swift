/// The looks at a champion on trial. Look k (from 0) is due at minimumExamples * 2^k examples and spends
/// (1 - confidence) / 2^(k+1) of the error allowed over the whole trial, so that looking often costs nothing.
package struct TrialLook: Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable, CaseIterable, JSONLeaf { case kept, worse, undecided }

  package var number: Int
  /// Two-sided confidence of this look's interval.
  package var confidence: Double
  /// Whether the trial ends with it.
  package var isLast: Bool
  /// Whether there are fewer examples than the first look needs: then the trial ends without a test.
  package var hasTooFew = false

  /// The look that is due with so many examples, after so many looks; nil: none yet. The end of the trial is a look of
  /// its own, for which the examples of the first one are enough, and which is taken with fewer too.
  package static func due(
    policy: ReleasePolicy, examples: Int, looksBefore: Int, isLast: Bool = false
  ) -> TrialLook? {
    var number = looksBefore
    guard examples >= needed(policy, look: number) else {
      guard isLast else { return nil }
      var last = TrialLook(policy: policy, number: min(looksBefore, 40), isLast: true)
      last.hasTooFew = examples < policy.minimumExamples
      return last
    }
    while examples >= needed(policy, look: number + 1) && number < 40 { number += 1 }
    return TrialLook(policy: policy, number: number, isLast: isLast)
  }

  /// How many examples a look needs; what is beyond any number of them stays there.
  private static func needed(_ policy: ReleasePolicy, look number: Int) -> Int {
    let (needed, overflow) = policy.minimumExamples.multipliedReportingOverflow(by: 1 << min(number, 40))
    return overflow ? .max : needed
  }

  /// - Parameter number: at most 40.
  init(policy: ReleasePolicy, number: Int, isLast: Bool) {
    self.number = number
    self.isLast = isLast
    confidence = 1 - (1 - policy.confidence) / Double(1 << (number + 1))
  }

  /// - Parameter comparison: champion minus predecessor on the champion's served interactions; nil: too few examples or
  ///   blocks for a test.
  /// - Returns: nil where nothing can be said yet; at its end a trial without a test keeps the champion.
  package func judge(_ comparison: Comparison?) -> Outcome? {
    if let comparison, comparison.low > 0 { return .worse }
    return isLast ? .kept : comparison == nil ? nil : .undecided
  }
}
