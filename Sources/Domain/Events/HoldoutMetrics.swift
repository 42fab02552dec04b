/// How one side's probabilities fit the labels of the holdout.
package struct HoldoutMetrics: Codable, Sendable, Hashable {
  package var n: Int?
  package var logLoss: Double
  package var accuracy: Double
  package var brier: Double
  /// With two classes, both of them present.
  @WrittenAsNull package var auc: Double?
  package var calibrationError: Double

  package init(
    n: Int? = nil, logLoss: Double, accuracy: Double, brier: Double, auc: Double?, calibrationError: Double
  ) {
    self.n = n
    self.logLoss = logLoss
    self.accuracy = accuracy
    self.brier = brier
    self.auc = auc?.finite
    self.calibrationError = calibrationError
  }

  package static let full = HoldoutMetrics(
    n: 1000, logLoss: 0.5, accuracy: 0.7, brier: 0.2, auc: 0.6, calibrationError: 0.05)
}
