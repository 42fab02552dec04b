/// A limit that no slice of the holdout may cross: per value of one input, the metric may rise by so much at most.
package struct Guardrail: Codable, Sendable, Hashable {
  /// The input whose values are the slices.
  package var slice: String
  package var metric: GateMetric
  /// The largest rise of the mean loss over the champion's that is let pass.
  package var maximumRegression: Double
  /// Slices with fewer examples are not judged.
  package var minimumExamples: Int

  package init(slice: String, metric: GateMetric, maximumRegression: Double, minimumExamples: Int) {
    self.slice = slice
    self.metric = metric
    self.maximumRegression = maximumRegression
    self.minimumExamples = minimumExamples
  }
}
