import Testing

@testable import Statistics

@Suite struct PairedTestTests {
  private let first = [0.31, 0.52, 0.11, 0.78, 0.45, 0.66, 0.23, 0.91]
  private let second = [0.42, 0.50, 0.25, 0.80, 0.61, 0.70, 0.20, 1.10]
  private var differences: [Double] { zip(first, second).map { $0 - $1 } }

  /// `scipy.stats.ttest_rel` and its 95 % interval.
  @Test func withoutBlocksItIsTheClassicalTest() throws {
    let result = try PairedTest.compare(differences: differences)
    #expect(!result.inBlocks)
    #expect(abs(result.statistic - -2.54704184631392) < 1e-10)
    #expect(abs(result.p - 0.038268504436135074) < 1e-10)
    #expect(result.degreesOfFreedom == 7)
    #expect(abs(result.low - -0.14703902117171092) < 1e-10)
    #expect(abs(result.high - -0.0054609788282890676) < 1e-10)
    #expect(result.count == 8 && result.blocks == 8)
  }

  /// The cluster-robust error by the formula, computed with NumPy.
  @Test func blocksCountAsOneDraw() throws {
    let result = try PairedTest.compare(
      differences: differences, blocks: [5, 5, 5, 9, 9, 2, 2, 2])
    #expect(result.inBlocks)
    #expect(abs(result.mean - -0.07625) < 1e-12)
    #expect(abs(result.statistic - -12.512820512820511) < 1e-9)
    #expect(abs(result.p - 0.006326347525172296) < 1e-10)
    #expect(abs(result.low - -0.1024692900719108) < 1e-10 && abs(result.high - -0.050030709928089195) < 1e-10)
    #expect(result.degreesOfFreedom == 2 && result.blocks == 3 && result.count == 8)
  }

  @Test func ownBlocksChangeNothing() throws {
    let plain = try PairedTest.compare(differences: differences)
    let own = try PairedTest.compare(differences: differences, blocks: Array(0..<8))
    #expect(plain.statistic == own.statistic && plain.low == own.low)
  }

  @Test func equalModelsAreNotDifferent() throws {
    let result = try PairedTest.compare(differences: [0, 0, 0])
    #expect(result.p == 1 && result.statistic == 0 && result.low == 0 && result.high == 0)
  }

  @Test func constantDifferenceIsCertain() throws {
    let result = try PairedTest.compare(differences: [-0.1, -0.1, -0.1, -0.1])
    #expect(result.p == 0 && result.statistic < 0 && result.statistic.isFinite && result.high < 0)
  }

  @Test func oneBlockIsTooFew() {
    #expect(throws: TooFewBlocks.self) {
      try PairedTest.compare(differences: [1, 2, 3], blocks: [4, 4, 4])
    }
    #expect(throws: TooFewBlocks.self) { try PairedTest.compare(differences: [1]) }
  }
}
