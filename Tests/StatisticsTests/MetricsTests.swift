import Testing

@testable import Statistics

/// Expected values from scikit-learn 1.9.
@Suite struct MetricsTests {
  private let scores: [Float] = [0.1, 0.4, 0.4, 0.8, 0.4, 0.9, 0.2, 0.7]
  private let labels: [Int32] = [0, 1, 0, 1, 1, 0, 0, 1]
  private var binary: [Float] { scores.flatMap { [1 - $0, $0] } }
  private let many: [Float] = [0.7, 0.2, 0.1, 0.1, 0.3, 0.6, 0.25, 0.5, 0.25, 0.2, 0.2, 0.6]

  @Test func binaryWithTies() throws {
    let metrics = ClassificationMetrics(probabilities: binary, labels: labels, classes: 2)
    #expect(try #require(metrics.auc) == 0.6875)
    #expect(abs(metrics.logLoss - 0.6942893428416657) < 1e-6)
    #expect(abs(metrics.brier - 0.23375) < 1e-6)
    #expect(metrics.accuracy == 0.625)
  }

  @Test func manyClasses() {
    let metrics = ClassificationMetrics(probabilities: many, labels: [0, 2, 0, 1], classes: 3)
    #expect(abs(metrics.logLoss - 0.9658082103146786) < 1e-6)
    #expect(abs(metrics.brier - 0.57875) < 1e-6)
    #expect(metrics.accuracy == 0.5)
    #expect(metrics.auc == nil)
  }

  @Test func aClassTheModelDoesNotKnowHasProbabilityZero() {
    let losses = Metrics.logLosses(probabilities: [0.5, 0.5], labels: [-1], classes: 2)
    #expect(abs(losses[0] - 16.11809565095832) < 1e-9)
    #expect(Metrics.errors(probabilities: [0.5, 0.5], labels: [-1], classes: 2) == [1])
    #expect(Metrics.brierLosses(probabilities: [0.5, 0.5], labels: [-1], classes: 2) == [1.5])
  }

  @Test func certaintyIsClipped() {
    let losses = Metrics.logLosses(probabilities: [1, 0, 1, 0], labels: [0, 1], classes: 2)
    #expect(abs(losses[0] - 1e-7) < 1e-12 && abs(losses[1] - 16.11809565095832) < 1e-9)
  }

  @Test func aucNeedsBothClasses() {
    #expect(Metrics.auc(scores: [0.1, 0.2], positives: [true, true]) == nil)
    #expect(Metrics.auc(scores: [0.1, 0.2], positives: [true, false]) == 0)
    #expect(Metrics.auc(scores: [0.3, 0.3], positives: [true, false]) == 0.5)
  }

  /// Against the definition, pair by pair.
  @Test func aucEqualsTheShareOfOrderedPairs() throws {
    let scores = (0..<200).map { Float($0 * $0 % 211 * 7919 % 40) }
    let positives = (0..<200).map { ($0 + 3) * ($0 + 3) % 197 * 31 % 3 == 0 }
    var (won, pairs) = (0.0, 0.0)
    for i in 0..<200 where positives[i] {
      for j in 0..<200 where !positives[j] {
        pairs += 1
        won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    #expect(abs(try #require(Metrics.auc(scores: scores, positives: positives)) - won / pairs) < 1e-12)
  }

  /// By hand: 4 predictions of 0.25 with one positive are calibrated, 4 of 0.85 with two positives are 0.35 off.
  @Test func calibration() {
    let p: [Float] = [0.25, 0.25, 0.25, 0.25, 0.85, 0.85, 0.85, 0.85]
    let metrics = ClassificationMetrics(
      probabilities: p.flatMap { [1 - $0, $0] }, labels: [1, 0, 0, 0, 1, 1, 0, 0], classes: 2)
    #expect(abs(metrics.calibrationError - 0.175) < 1e-6)
    #expect(metrics.calibration.map(\.count) == [0, 0, 4, 0, 0, 0, 0, 0, 4, 0])
    #expect(metrics.calibration[8].meanObserved == 0.5)
  }

  @Test func slicesAreTheMetricsOfTheirRows() {
    let slice = ClassificationMetrics(probabilities: binary, labels: labels, classes: 2, rows: [1, 2, 5, 7])
    let alone = ClassificationMetrics(
      probabilities: [1, 2, 5, 7].flatMap { [1 - scores[$0], scores[$0]] }, labels: [1, 0, 0, 1], classes: 2)
    #expect(slice == alone && slice.count == 4)
    let losses = Metrics.logLosses(probabilities: binary, labels: labels, classes: 2)
    #expect(abs(Metrics.mean(losses, over: [1, 2, 5, 7]) - slice.logLoss) < 1e-12)
  }
}
