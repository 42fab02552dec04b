/// How a challenger fares against the champion on one slice of the holdout, under one guardrail.
package struct SliceResult: Sendable, Hashable {
  package var guardrail: Guardrail
  package var value: String
  package var count: Int
  /// Mean losses.
  package var challenger: Double
  package var champion: Double

  package init(guardrail: Guardrail, value: String, count: Int, challenger: Double, champion: Double) {
    self.guardrail = guardrail
    self.value = value
    self.count = count
    self.challenger = challenger
    self.champion = champion
  }

  /// By how much the mean loss rises.
  package var rise: Double { challenger - champion }

  /// Slices too small to be judged pass.
  package var passes: Bool { count < guardrail.minimumExamples || rise <= guardrail.maximumRegression }

  /// The reason of a slice that does not pass.
  var crossing: GateReason {
    GateReason(
      .guardrailCrossed,
      "guardrail \(Bounded.text(guardrail.slice, bytes: 200)) = \(Bounded.text(value, bytes: 200)): "
        + "\(guardrail.metric.rawValue) rises by \(Figure.text(rise)) on \(count) examples, more than "
        + "\(Figure.text(guardrail.maximumRegression))")
  }

  /// As a verdict states it.
  package var slice: VerdictReached.Slice {
    VerdictReached.Slice(
      slice: Bounded.text(guardrail.slice, bytes: 200), value: Bounded.text(value, bytes: 200),
      metric: guardrail.metric, n: count, challenger: challenger,
      champion: champion, passed: passes)
  }
}
