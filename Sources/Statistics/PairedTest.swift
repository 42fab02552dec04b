/// The paired t-test on per-example losses of two models, with or without clusters.
package enum PairedTest {
  /// Tests whether the mean of the differences (first minus second loss) is zero.
  ///
  /// With blocks, examples of one block count as one draw: the standard error is cluster-robust,
  /// s² = G/(G-1) · Σ over blocks of (Σ in the block of (d - mean))² / n², with G - 1 degrees of freedom
  /// (Liang and Zeger 1986). Without, every example is its own block, which is the classical test.
  /// Where all differences are equal the standard error is 0: the interval is the mean alone, and p is 1 for a mean of
  /// zero, else 0 with a statistic of ±`greatestFiniteMagnitude`.
  ///
  /// - Parameters:
  ///   - blocks: example by example what block it is in, such as its day; nil: no blocks.
  ///   - confidence: of the two-sided interval, such as 0.95.
  /// - Throws: `TooFewBlocks` with fewer than two blocks.
  package static func compare(
    differences: [Double], blocks: [Int64]? = nil, confidence: Double = 0.95
  ) throws -> PairedDifference {
    let sums = try blockSums(differences, blocks)
    let mean = Metrics.mean(differences)
    let (n, groups) = (Double(differences.count), Double(sums.count))
    let squares = sums.reduce(0.0) { sum, block in
      let deviation = block.sum - Double(block.count) * mean
      return sum + deviation * deviation
    }
    let error = (groups / (groups - 1) * squares).squareRoot() / n
    let df = groups - 1
    // Rounding alone leaves about this much.
    let isExact = error <= abs(mean) * 1e-14
    let statistic =
      isExact ? (mean == 0 ? 0 : (mean < 0 ? -1 : 1) * Double.greatestFiniteMagnitude) : mean / error
    let half = isExact ? 0 : StudentT.critical(1 - confidence, df: df) * error
    return PairedDifference(
      inBlocks: blocks != nil, statistic: statistic, degreesOfFreedom: df,
      p: isExact ? (mean == 0 ? 1 : 0) : StudentT.twoSided(statistic, df: df), mean: mean, low: mean - half,
      high: mean + half, confidence: confidence, count: differences.count, blocks: sums.count)
  }

  /// Sums and sizes of the blocks, in the order in which they first occur.
  private static func blockSums(
    _ differences: [Double], _ blocks: [Int64]?
  ) throws -> [(sum: Double, count: Int)] {
    guard let blocks else {
      guard differences.count >= 2 else { throw TooFewBlocks(found: "\(differences.count) examples") }
      return differences.map { ($0, 1) }
    }
    precondition(blocks.count == differences.count, "blocks and differences have to fit together")
    var index: [Int64: Int] = [:]
    var sums: [(sum: Double, count: Int)] = []
    for (block, difference) in zip(blocks, differences) {
      let at = index[block] ?? sums.count
      if at == sums.count {
        index[block] = at
        sums.append((0, 0))
      }
      sums[at].sum += difference
      sums[at].count += 1
    }
    guard sums.count >= 2 else { throw TooFewBlocks(found: "\(differences.count) examples in \(sums.count) blocks") }
    return sums
  }
}
