import Testing

@testable import Statistics

/// Whatever a model gives, what is computed of it is finite.
@Suite struct FiniteTests {
  private static let values: [Float] = [
    .nan, .infinity, -.infinity, 0, 1, 0.5, -1, 2, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-30,
  ]

  @Test(arguments: [1, 2, 3, 5]) func metricsOfAnyNumbers(classes: Int) throws {
    var state: UInt64 = 9
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 40)
    }
    for trial in 0..<200 {
      let count = next() % 12
      // The huge ones are no probabilities; squared in Double they are finite all the same.
      let given = (0..<count * classes).map { _ in Self.values[next() % Self.values.count] }
      let labels = (0..<count).map { _ in Int32(next() % (classes + 1)) - 1 }
      let metrics = ClassificationMetrics(probabilities: given, labels: labels, classes: classes)
      let numbers = [metrics.logLoss, metrics.accuracy, metrics.brier, metrics.calibrationError, metrics.auc ?? 0]
      #expect(numbers.allSatisfy { $0.isFinite }, "trial \(trial): \(numbers) of \(given)")
      #expect(metrics.logLoss >= 0 && metrics.brier >= 0 && (0...1).contains(metrics.auc ?? 0))
      guard count > 2 else { continue }
      for losses in [Metrics.logLosses, Metrics.brierLosses, Metrics.errors] {
        let one = losses(given, labels, classes)
        let other = losses(given.reversed(), labels, classes)
        let test = try PairedTest.compare(
          differences: zip(one, other).map { $0 - $1 },
          blocks: trial % 2 == 0 ? nil : (0..<count).map { Int64($0 / 2) * 9 },
          confidence: trial % 3 == 0 ? 0.999_999_999 : 0.95)
        #expect(
          [test.statistic, test.p, test.mean, test.low, test.high].allSatisfy { $0.isFinite }, "trial \(trial): \(test)"
        )
      }
    }
  }

  @Test func aProbabilityThatIsNoNumberCountsAsZero() {
    #expect(Metrics.answer([.nan, 0.2]) == 1 && Metrics.answer([.nan, .nan]) == 0)
    #expect(Metrics.auc(scores: [.nan, 1], positives: [false, true]) == 1)
    let losses = Metrics.logLosses(probabilities: [.nan, .nan], labels: [0], classes: 2)
    #expect(losses == Metrics.logLosses(probabilities: [0, 1], labels: [0], classes: 2))
  }
}
