/// What a challenger must show on the holdout, against the champion, to be promoted.
package struct GatePolicy: Codable, Sendable, Hashable {
  /// The metric the paired test is on.
  package var metric: GateMetric
  /// Confidence of the test's two-sided interval, such as 0.95.
  package var confidence: Double
  /// The interval's lower end must be at least this much better than the champion. Zero asks for a proven improvement;
  /// below zero it is the margin of a non-inferiority test, and the mean has to be better.
  package var minimumImprovement: Double
  /// Least number of holdout examples.
  package var minimumExamples: Int
  /// Examples within one block of time count as one draw in the paired test, since they depend on each other;
  /// nil: every example is a draw.
  package var block: TimeSpan?
  package var guardrails: [Guardrail]

  package init(
    metric: GateMetric, confidence: Double, minimumImprovement: Double, minimumExamples: Int, block: TimeSpan?,
    guardrails: [Guardrail]
  ) {
    self.metric = metric
    self.confidence = confidence
    self.minimumImprovement = minimumImprovement
    self.minimumExamples = minimumExamples
    self.block = block
    self.guardrails = guardrails
  }
}
