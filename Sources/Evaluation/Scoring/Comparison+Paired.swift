import Domain
import Statistics

extension Comparison {
  /// A paired test's result on the losses of that metric.
  init(_ difference: PairedDifference, metric: GateMetric) {
    self.init(
      name: difference.inBlocks ? "block_paired_t" : "paired_t", metric: metric, statistic: difference.statistic,
      degreesOfFreedom: difference.degreesOfFreedom, p: difference.p, meanDifference: difference.mean,
      low: difference.low, high: difference.high, confidence: difference.confidence, count: difference.count,
      blocks: difference.blocks)
  }
}
