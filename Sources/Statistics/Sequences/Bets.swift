#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What fixed bets against a bound on the mean of bounded draws have won so far, valid at every look.
///
/// Each bet stakes a fixed share of what it has on each draw, and can never lose all of it. While the bound holds, and
/// draws are exchangeable given what came before, what a bet has is a supermartingale that starts at 1, and so is the mean
/// of all bets: it ever reaches 1/alpha with a probability of at most alpha (Waudby-Smith and Ramdas, JRSS B 2024). Nothing
/// is assumed of the draws but their range. Capital is kept as integers, so that sums of parts can be added in any order
/// and on any machine.
package struct Bets: Sendable, Hashable {
  /// What the mean is held to be, until the bets win.
  package enum Bound: String, Sendable, Hashable, CaseIterable {
    case atMost
    case atLeast
  }

  /// Of the largest stake that cannot lose all, the share that each bet stakes; of equal weight.
  package static let stakes: [Double] = [1.0 / 64, 1.0 / 16, 1.0 / 4, 1.0 / 2, 0.9]

  package let bound: Bound
  /// In millionths, as all that follows.
  package let mean: Int64
  package let range: ClosedRange<Int64>
  package private(set) var draws: Int64 = 0
  /// By bet, the logarithm of what it has, that of each draw rounded down.
  package private(set) var logCapital = [Int64](repeating: 0, count: stakes.count)

  /// - Parameters:
  ///   - mean: the bound on the mean, strictly within the range.
  ///   - range: of the draws.
  package init(_ bound: Bound, _ mean: Int64, in range: ClosedRange<Int64>) {
    precondition(range.lowerBound < mean && mean < range.upperBound, "the bound has to lie within the range")
    (self.bound, self.mean, self.range) = (bound, mean, range)
  }

  /// - Parameter draw: within the range; what is beyond is taken as its end.
  package mutating func add(_ draw: Int64) {
    let taken = min(max(draw, range.lowerBound), range.upperBound)
    let won = bound == .atMost ? Double(taken) - Double(mean) : Double(mean) - Double(taken)
    let most = bound == .atMost ? Double(mean) - Double(range.lowerBound) : Double(range.upperBound) - Double(mean)
    draws += 1
    for (index, stake) in Bets.stakes.enumerated() {
      logCapital[index] += Int64((log1p(stake * won / most) * 1e6).rounded(.down))
    }
  }

  /// What was won on other draws of the same sequence, with the same bound.
  package mutating func add(_ other: Bets) {
    precondition(
      other.bound == bound && other.mean == mean && other.range == range, "these are bets against something else")
    draws += other.draws
    for index in logCapital.indices { logCapital[index] += other.logCapital[index] }
  }

  /// The logarithm of what all bets have together, against the bound.
  package var logEvidence: Double {
    let most = Double(logCapital.max() ?? 0)
    let sum = logCapital.reduce(0) { $0 + exp((Double($1) - most) / 1e6) }
    return most / 1e6 + log(sum / Double(logCapital.count))
  }

  /// Whether the bound is refuted with an error of at most alpha over all looks.
  package func haveWon(alpha: Double) -> Bool { logEvidence >= -log(alpha) }
}
