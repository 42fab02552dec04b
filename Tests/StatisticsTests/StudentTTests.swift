import Testing

@testable import Statistics

/// Constants from SciPy 1.17 (`scipy.stats.t`, `scipy.special.betainc`).
@Suite struct StudentTTests {
  private func close(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-10) -> Bool {
    abs(value - expected) <= tolerance * max(abs(expected), 1e-300)
  }

  @Test(arguments: [
    (2.0, 10.0, 0.07338803477074037), (0.5, 1, 0.7048327646991335), (-3.1, 4.5, 0.030915544673734058),
    (12, 200, 2.422136005246625e-25), (1e-3, 3, 0.9992648949694609), (40, 2, 0.0006244146721847406),
  ])
  func twoSidedTail(t: Double, df: Double, expected: Double) {
    #expect(close(StudentT.twoSided(t, df: df), expected))
  }

  @Test func manyDegreesOfFreedom() {
    #expect(close(StudentT.twoSided(1.96, df: 1e6), 0.04999606758526985, 1e-6))
  }

  @Test func distributionFunction() {
    #expect(close(StudentT.cdf(2, df: 10), 0.9633059826146299))
    #expect(close(StudentT.cdf(-3.1, df: 4.5), 0.015457772336867029))
    #expect(StudentT.cdf(0, df: 3) == 0.5)
  }

  @Test(arguments: [
    (0.05, 10.0, 2.2281388519862753), (0.05, 1, 12.706204736174705), (0.01, 29, 2.7563859036706053),
    (1e-6, 5, 28.478473462984212), (1e-9, 1000, 6.168430247805824), (0.5, 7, 0.7111417780817866),
  ])
  func criticalValue(p: Double, df: Double, expected: Double) {
    #expect(close(StudentT.critical(p, df: df), expected, 1e-9))
  }

  @Test(arguments: [
    (0.3, 2.0, 5.0, 0.5798250000000003), (0.9, 0.5, 0.5, 0.7951672353008665),
    (0.01, 50, 0.5, 7.998227417904836e-102), (0.5, 10, 10, 0.5),
  ])
  func incompleteBeta(x: Double, a: Double, b: Double, expected: Double) {
    #expect(close(StudentT.incompleteBeta(x, a, b), expected))
  }
}
