/// A paired test as a verdict states it; numbers that are not finite are written as null.
package struct TestResult: Codable, Sendable, Hashable {
  /// Such as `paired_t` or `block_paired_t`; `none`: there was none.
  package var name: String
  package var metric: GateMetric
  @WrittenAsNull package var statistic: Double?
  /// Degrees of freedom.
  @WrittenAsNull package var df: Double?
  /// Two-sided.
  @WrittenAsNull package var p: Double?
  /// First minus second; below zero the first is better.
  @WrittenAsNull package var meanDifference: Double?
  /// Low and high end.
  package var interval: [Double?]
  package var confidence: Double
  package var n: Int
  package var blocks: Int

  package init(
    name: String, metric: GateMetric, statistic: Double?, df: Double?, p: Double?, meanDifference: Double?,
    interval: [Double?], confidence: Double, n: Int, blocks: Int
  ) {
    self.name = name
    self.metric = metric
    self.statistic = statistic?.finite
    self.df = df?.finite
    self.p = p?.finite
    self.meanDifference = meanDifference?.finite
    self.interval = interval.map { $0?.finite }
    self.confidence = confidence
    self.n = n
    self.blocks = blocks
  }

  /// There were too few examples, or blocks of time, for a test.
  package static func none(metric: GateMetric, confidence: Double, count: Int) -> TestResult {
    TestResult(
      name: "none", metric: metric, statistic: nil, df: nil, p: nil, meanDifference: nil, interval: [nil, nil],
      confidence: confidence, n: count, blocks: 0)
  }

  package static let full = TestResult(
    name: "paired_t", metric: .logLoss, statistic: -2.5, df: 99, p: 0.01, meanDifference: -0.01,
    interval: [-0.02, nil],
    confidence: 0.95, n: 1000, blocks: 100)
}
