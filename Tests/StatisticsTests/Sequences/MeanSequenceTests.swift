import Domain
import TestSupport
import Testing

@testable import Statistics

@Suite struct MeanSequenceTests {
  private func sums(_ draws: [Int64]) -> DrawSums {
    var sums = DrawSums()
    for draw in draws { sums.add(draw) }
    return sums
  }

  @Test func isOpenWithTooFewDraws() throws {
    #expect(MeanSequence(DrawSums(), alpha: 0.05) == nil)
    let two = try #require(MeanSequence(sums([1_000, -3_000]), alpha: 0.05))
    #expect(two.mean == -0.001 && two.low == -.infinity && two.high == .infinity)
  }

  @Test func isAPointWhereAllDrawsAreTheSame() throws {
    let same = try #require(MeanSequence(sums([2_500, 2_500, 2_500, 2_500]), alpha: 0.05))
    #expect(same.low == 0.0025 && same.high == 0.0025)
  }

  /// Sums of parts are the same as those of the whole, and what is large is not lost beside what is small.
  @Test(arguments: UInt64(0)..<50) func addsUp(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let offset = Int64.random(in: -9_000_000...9_000_000, using: &random)
    let draws = (0..<Int.random(in: 3...60, using: &random)).map { _ in
      offset + Int64.random(in: -9...9, using: &random)
    }
    let cut = Int.random(in: 0...draws.count, using: &random)
    let whole = sums(draws)
    #expect(sums(Array(draws[..<cut])) + sums(Array(draws[cut...])) == whole)
    let mean = draws.reduce(0.0) { $0 + Double($1 - offset) } / Double(draws.count)
    let squares = draws.reduce(0.0) { $0 + (Double($1 - offset) - mean) * (Double($1 - offset) - mean) }
    let error = (squares / Double(draws.count) / Double(draws.count - 1)).squareRoot() / 1e6
    let found = try #require(whole.standardError)
    #expect(abs(found - error) <= 1e-12 * error)
  }

  /// Moving all draws moves the interval; scaling them scales it.
  @Test(arguments: UInt64(0)..<50) func followsShiftAndScale(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let draws = (0..<Int.random(in: 8...40, using: &random)).map { _ in Int64.random(in: -5_000...5_000, using: &random)
    }
    let base = try #require(MeanSequence(sums(draws), alpha: 0.0125))
    let moved = try #require(MeanSequence(sums(draws.map { $0 + 70_000 }), alpha: 0.0125))
    let scaled = try #require(MeanSequence(sums(draws.map { $0 * 3 }), alpha: 0.0125))
    #expect(abs(moved.low - base.low - 0.07) < 1e-9 && abs(moved.high - base.high - 0.07) < 1e-9)
    #expect(abs(scaled.low - 3 * base.low) < 1e-9 && abs(scaled.high - 3 * base.high) < 1e-9)
  }

  /// That the mean is outside at any of 200 looks happens to fewer than 5 % of sequences; with the 99 % point of a binomial.
  @Test func coversTheMeanAtAllLooksAtOnce() throws {
    var random = SplitMix(state: 4)
    var missed = 0
    for _ in 0..<1_000 {
      let mean = Int64.random(in: -50_000...50_000, using: &random)
      var sums = DrawSums()
      for _ in 0..<200 {
        sums.add(mean + Int64((13_000 * random.nextNormal()).rounded()))
        let sequence = try #require(MeanSequence(sums, alpha: 0.05))
        guard sequence.low * 1e6 <= Double(mean), Double(mean) <= sequence.high * 1e6 else {
          missed += 1
          break
        }
      }
    }
    #expect(missed <= 66)
    // It is a test, and not an excuse: a seventh of a spread is found.
    #expect(missed > 0)
  }
}
