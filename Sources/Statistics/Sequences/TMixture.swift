#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What draws of unknown mean and spread tell of their mean, valid at every look: the Bayes factor of their t statistic,
/// with the right-Haar prior for the spread and a mixture of centred normal priors for the effect, mean over spread.
///
/// While the mean is the one that t is taken at, the Bayes factor is a test martingale of the data up to scale, so that it
/// ever reaches 1/alpha with a probability of at most alpha, however often it is looked at (Lai 1976; Pérez-Ortiz, Lardy,
/// de Heide and Grünwald 2024; Wang and Ramdas 2025). It assumes draws that are independent and near normal, such as the
/// means of blocks.
package enum TMixture {
  /// Variances of the priors of the effect, of equal weight: for effects around a half, two and eight.
  package static let effectVariances: [Double] = [0.25, 4, 64]

  /// Draws before which nothing is said.
  package static let fewestDraws = 3

  /// The logarithm of the Bayes factor against a mean; 0 for too few draws.
  /// - Parameters:
  ///   - t: the t statistic at that mean, finite or infinite.
  ///   - draws: how many there are.
  package static func logEvidence(t: Double, draws: Int) -> Double {
    guard draws >= fewestDraws else { return 0 }
    let (n, squared) = (Double(draws), t * t)
    let logs = effectVariances.map { variance in
      let shrunk = 1 + n * variance
      // log((1 + t²/ν) / (1 + t²/(ν·shrunk))), which tends to log(shrunk).
      let ratio = squared / (n - 1)
      let growth = ratio < 1e15 ? log1p(ratio) - log1p(ratio / shrunk) : log(shrunk)
      return (n * growth - log(shrunk)) / 2
    }
    let most = logs.max() ?? 0
    return most + log(logs.reduce(0) { $0 + exp($1 - most) } / Double(logs.count))
  }

  /// The |t| from which on the evidence is 1/alpha or more; nil: so few draws cannot have as much.
  /// - Parameter alpha: above 0, below 1.
  package static func critical(alpha: Double, draws: Int) -> Double? {
    let needed = -log(alpha)
    guard draws >= fewestDraws, logEvidence(t: .infinity, draws: draws) >= needed else { return nil }
    var (low, high) = (0.0, 1.0)
    while logEvidence(t: high, draws: draws) < needed {
      low = high
      high *= 2
      if high > 1e12 { return .infinity }
    }
    while true {
      let middle = (low + high) / 2
      if middle == low || middle == high { return high }
      if logEvidence(t: middle, draws: draws) < needed { low = middle } else { high = middle }
    }
  }
}
