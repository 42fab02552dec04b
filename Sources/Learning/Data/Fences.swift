/// The bounds to which a column's values are pulled in before their moments are taken.
struct Fences {
  /// Interquartile ranges beyond the quartiles: Tukey's outer fences.
  static let reach = 3.0

  /// Finite; low < high.
  let low: Double
  let high: Double
  /// Between them, near most values.
  let middle: Double

  /// Of values of which none is NaN, and the sorted sample of them.
  ///
  /// Where the quartiles are equal, most values are one and the same: then the fences are those of the other values,
  /// that one included.
  /// - Returns: nil where fewer than two differ.
  init?(_ values: [Double], sample: [Double]) {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    let (lower, upper) = Self.quartiles(sample, near: sample[(sample.count - 1) / 2])
    if lower < upper {
      self.init(lower, upper, around: sample[(sample.count - 1) / 2])
      return
    }
    let others = ValueSample.sorted(values.filter { $0 != lower })
    guard !others.isEmpty else { return nil }
    let (low, high) = Self.quartiles(others, near: lower)
    self.init(low, high, around: lower)
  }

  private init(_ lower: Double, _ upper: Double, around middle: Double) {
    // What is near the limit of Double is made smaller first, so that nothing overflows.
    let factor = max(abs(lower), abs(upper)) > 0x1p1000 ? 0x1p-6 : 1.0
    let range = (upper * factor - lower * factor) * Self.reach
    let limit = Double.greatestFiniteMagnitude * factor
    func bound(_ value: Double) -> Double { min(max(value, -limit), limit) / factor }
    self.middle = Self.finite(middle)
    low = min(bound(lower * factor - range), self.middle)
    high = max(bound(upper * factor + range), self.middle)
  }

  /// The quartiles of sorted values, each with as many values beyond it as the other. Of two values both are the one that
  /// is nearer to `middle`: which of the two is absurd is not known otherwise.
  private static func quartiles(_ sorted: [Double], near middle: Double) -> (lower: Double, upper: Double) {
    if sorted.count == 2 {
      let nearer = abs(sorted[0] / 2 - middle / 2) <= abs(sorted[1] / 2 - middle / 2) ? sorted[0] : sorted[1]
      return (nearer, nearer)
    }
    let upper = (sorted.count - 1) * 3 / 4
    return (sorted[sorted.count - 1 - upper], sorted[upper])
  }

  static func finite(_ value: Double) -> Double {
    min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}
