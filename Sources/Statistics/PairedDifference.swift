/// The result of a paired test on per-example losses, first minus second; below zero the first is better.
package struct PairedDifference: Sendable, Hashable {
  /// Whether examples of one block counted as one draw.
  package let inBlocks: Bool
  package let statistic: Double
  package let degreesOfFreedom: Double
  /// Two-sided.
  package let p: Double
  package let mean: Double
  /// The ends of the mean's interval of that confidence.
  package let low: Double
  package let high: Double
  package let confidence: Double
  /// Examples, and blocks of them; without blocks every example is its own.
  package let count: Int
  package let blocks: Int
}
