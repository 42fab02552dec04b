import Domain
import TestSupport
import Testing

@testable import Statistics

@Suite struct BetsTests {
  private static let range: ClosedRange<Int64> = -1_000_000...3_000_000

  /// What each bet has, by the definition: the product over draws of what each
  /// leaves, never more.
  @Test func hasWhatTheSupermartingaleHas() {
    var bets = Bets(.atMost, 0, in: Self.range)
    for draw: Int64 in [250_000, -500_000, 1_750_000, 3_000_000, -1_000_000] { bets.add(draw) }
    let factors = [0.25, -0.5, 1.75, 3, -1]
    for (index, stake) in Bets.stakes.enumerated() {
      var product = 1.0
      for factor in factors { product *= 1 + stake * factor }
      let log = Double(bets.logCapital[index]) / 1e6
      #expect(abs(log - product.naturalLogarithm) < 1e-5 && log <= product.naturalLogarithm + 1e-12)
    }
  }

  /// The other bound is the same, mirrored.
  @Test(arguments: UInt64(0)..<50) func mirrors(seed: UInt64) {
    var random = SplitMix(state: seed)
    let mean = Int64.random(in: -999_999...2_999_999, using: &random)
    var (up, down) = (
      Bets(.atMost, mean, in: Self.range), Bets(.atLeast, -mean, in: -Self.range.upperBound...(-Self.range.lowerBound))
    )
    for _ in 0..<100 {
      // Beyond the range too.
      let draw = Int64.random(in: -1_500_000...3_500_000, using: &random)
      up.add(draw)
      down.add(-draw)
    }
    #expect(up.logCapital == down.logCapital && up.logEvidence == down.logEvidence)
  }

  @Test(arguments: UInt64(0)..<50) func addsUp(seed: UInt64) {
    var random = SplitMix(state: seed)
    var (whole, parts) = (
      Bets(.atLeast, 100, in: Self.range), (0..<4).map { _ in Bets(.atLeast, 100, in: Self.range) }
    )
    for _ in 0..<200 {
      let draw = Int64.random(in: Self.range, using: &random)
      whole.add(draw)
      parts[Int.random(in: 0..<4, using: &random)].add(draw)
    }
    var sum = parts[3]
    for part in parts[..<3] { sum.add(part) }
    #expect(sum == whole)
  }

  /// A bound that holds, with equality, is refuted at any of 2,000 looks in fewer than 5 % of sequences, whatever the draws
  /// look like; one that does not is refuted.
  @Test(arguments: ["normal", "rare", "ends"]) func areWonSeldomWhereTheBoundHolds(kind: String) {
    var random = SplitMix(state: 11)
    var (fair, shifted) = (0, 0)
    for _ in 0..<400 {
      var bets = Bets(.atMost, 0, in: Self.range)
      var wrong = Bets(.atMost, -100_000, in: Self.range)
      var (isFair, isWrong) = (true, false)
      for _ in 0..<2_000 {
        let draw: Int64 =
          switch kind {
          case "normal": Int64((200_000 * random.nextNormal()).rounded())
          case "rare": Int.random(in: 0..<100, using: &random) == 0 ? 2_970_000 : -30_000
          default: Int.random(in: 0..<4, using: &random) == 0 ? 3_000_000 : -1_000_000
          }
        bets.add(draw)
        wrong.add(draw)
        isFair = isFair && !bets.haveWon(alpha: 0.05)
        isWrong = isWrong || wrong.haveWon(alpha: 0.05)
      }
      fair += isFair ? 0 : 1
      shifted += isWrong ? 1 : 0
    }
    // The 99 % point of 400 draws at 5 %.
    #expect(fair <= 31)
    #expect(shifted > (kind == "ends" ? 100 : 399))
  }
}

extension Double {
  /// By halving towards 1, and the series of the inverse hyperbolic tangent.
  fileprivate var naturalLogarithm: Double {
    let y = (self - 1) / (self + 1)
    var (power, sum, step) = (y, 0.0, 1.0)
    while abs(power) > 1e-18 {
      sum += power / step
      power *= y * y
      step += 2
    }
    return 2 * sum
  }
}
