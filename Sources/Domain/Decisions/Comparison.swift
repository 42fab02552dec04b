/// The result of a paired test on per-example losses, first minus second; below zero the first is better.
package struct Comparison: Sendable, Hashable {
  /// The test's name, such as `paired_t` or `block_paired_t`.
  package var name: String
  package var metric: GateMetric
  package var statistic: Double
  package var degreesOfFreedom: Double
  /// Two-sided.
  package var p: Double
  package var meanDifference: Double
  package var low: Double
  package var high: Double
  package var confidence: Double
  package var count: Int
  package var blocks: Int

  package init(
    name: String, metric: GateMetric, statistic: Double, degreesOfFreedom: Double, p: Double, meanDifference: Double,
    low: Double, high: Double, confidence: Double, count: Int, blocks: Int
  ) {
    self.name = name
    self.metric = metric
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
    self.meanDifference = meanDifference
    self.low = low
    self.high = high
    self.confidence = confidence
    self.count = count
    self.blocks = blocks
  }

  /// As a verdict states it.
  package var result: TestResult {
    TestResult(
      name: name, metric: metric, statistic: statistic, df: degreesOfFreedom, p: p, meanDifference: meanDifference,
      interval: [low, high], confidence: confidence, n: count, blocks: blocks)
  }

  package var json: JSONValue { JSONValue(encoding: result) }
}
