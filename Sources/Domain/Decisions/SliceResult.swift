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

  /// Slices too small to be judged pass.
  package var passes: Bool {
    count < guardrail.minimumExamples || challenger - champion <= guardrail.maximumRegression
  }

  /// As a verdict states it.
  package var slice: VerdictReached.Slice {
    VerdictReached.Slice(
      slice: guardrail.slice, value: value, metric: guardrail.metric, n: count, challenger: challenger,
      champion: champion, passed: passes)
  }
}
