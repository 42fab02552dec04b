extension GateDecision {
  /// What the paired test shows, in the words of what the gate asks for.
  ///
  /// With a margin below zero the gate asks for two things: not worse by more than the margin for sure, and better on the
  /// mean. The second alone may be chance, and the sentence says so where zero lies within the interval.
  static func finding(_ comparison: Comparison, _ policy: GatePolicy) -> (passes: Bool, reason: GateReason) {
    let margin = policy.minimumImprovement
    let (mean, facts) = (comparison.meanDifference, comparison.facts)
    let isSure = comparison.high < 0 && -comparison.high >= margin
    if isSure {
      let by = margin > 0 ? ", by \(Figure.text(margin)) or more" : ""
      return (true, GateReason(.better, "better on the holdout for sure\(by): \(facts)"))
    }
    guard margin < 0 else {
      let asked = margin > 0 ? "an improvement of \(Figure.text(margin)) or more for sure" : "an improvement for sure"
      return (
        false, GateReason(.notBetter, "not shown to be better on the holdout: \(facts); the gate asks for \(asked)")
      )
    }
    let asked = "not worse by more than \(Figure.text(-margin)) for sure, and better on the mean"
    guard -comparison.high >= margin else {
      return (
        false,
        GateReason(
          .notBetter, "it may be worse on the holdout by more than the margin: \(facts); the gate asks for \(asked)")
      )
    }
    guard mean < 0 else {
      return (
        false,
        GateReason(.notBetterOnMean, "not better on the mean of the holdout: \(facts); the gate asks for \(asked)")
      )
    }
    return (
      true,
      GateReason(
        .notInferior, "\(asked), which is what the gate asks for; that it is better may be chance: \(facts)")
    )
  }
}
