#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Student's t distribution.
package enum StudentT {
  /// P(|T| ≥ |t|) with `df` > 0 degrees of freedom.
  package static func twoSided(_ t: Double, df: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return 0 }
    return incompleteBeta(df / (df + t * t), df / 2, 0.5)
  }

  /// P(T ≤ t).
  package static func cdf(_ t: Double, df: Double) -> Double {
    let tail = twoSided(t, df: df) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The t ≥ 0 with P(|T| ≥ t) = p, for 0 < p ≤ 1: half the width of a confidence interval in standard errors.
  package static func critical(_ p: Double, df: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while twoSided(high, df: df) > p, high < 1e300 {
      low = high
      high *= 2
    }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if twoSided(middle, df: df) > p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (DLMF 8.17.22).
  package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - fraction(1 - x, b, a) }
    return fraction(x, a, b)
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let scale = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
    let tiny = 1e-300
    func safe(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var h = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / safe(1 + even * d)
      c = safe(1 + even / c)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / safe(1 + odd * d)
      c = safe(1 + odd / c)
      let change = d * c
      h *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return exp(scale) * h / a
  }

  /// Lanczos' approximation (g = 7, 9 terms), for x > 0.
  private static func logGamma(_ x: Double) -> Double {
    let terms = [
      0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
      12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ]
    if x < 0.5 { return log(Double.pi / sin(Double.pi * x)) - logGamma(1 - x) }
    let shifted = x - 1
    var sum = terms[0]
    for index in 1..<terms.count { sum += terms[index] / (shifted + Double(index)) }
    let t = shifted + 7.5
    return 0.5 * log(2 * Double.pi) + (shifted + 0.5) * log(t) - t + log(sum)
  }
}
