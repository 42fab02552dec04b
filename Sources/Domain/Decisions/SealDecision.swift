/// Seal now? Decided at a tick, from what the ledger says up to it.
package struct SealDecision: Sendable, Hashable {
  package var policy: SealingPolicy
  /// The loop's first tick; the first interval is counted from it.
  package var firstTick: Timestamp
  /// The tick of the last seal, if there was one.
  package var lastSeal: Timestamp?
  /// Examples that closed since the last seal.
  package var newExamples: Int
  /// Someone asked for a dataset since the last seal.
  package var isRequested: Bool

  package init(
    policy: SealingPolicy, firstTick: Timestamp, lastSeal: Timestamp?, newExamples: Int, isRequested: Bool
  ) {
    self.policy = policy
    self.firstTick = firstTick
    self.lastSeal = lastSeal
    self.newExamples = newExamples
    self.isRequested = isRequested
  }

  package func sealsAt(_ tick: Timestamp) -> Bool {
    if isRequested { return newExamples > 0 || lastSeal != nil }
    return newExamples >= policy.minimumExamples && tick >= (lastSeal ?? firstTick) + policy.every
  }
}
