/// An interval for the mean of draws that holds at all looks at once, with the same confidence.
package struct MeanSequence: Sendable, Hashable {
  package let draws: Int64
  package let mean: Double
  /// Its ends; infinite while there are too few draws.
  package let low: Double
  package let high: Double

  /// - Parameters:
  ///   - sums: of the draws so far; the same as at the look before, and what came since.
  ///   - alpha: the probability that the mean is ever outside, over all looks; above 0, below 1.
  /// - Returns: nil without draws.
  package init?(_ sums: DrawSums, alpha: Double) {
    guard let mean = sums.mean else { return nil }
    draws = sums.count
    self.mean = mean
    guard let error = sums.standardError, let t = TMixture.critical(alpha: alpha, draws: Int(sums.count)) else {
      (low, high) = (-.infinity, .infinity)
      return
    }
    // Where all draws are the same, that is the mean.
    let half = error == 0 ? 0 : t * error
    (low, high) = (mean - half, mean + half)
  }
}
