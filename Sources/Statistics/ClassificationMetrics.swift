/// How well probabilities fit the labels of a part of the data.
package struct ClassificationMetrics: Sendable, Hashable {
  package let count: Int
  /// Mean, in nats.
  package let logLoss: Double
  package let accuracy: Double
  /// Mean; see `Metrics.brierLosses` for its definition.
  package let brier: Double
  /// With two classes and both of them present; else nil.
  package let auc: Double?
  /// Expected calibration error over the bins of `calibration`.
  package let calibrationError: Double
  package let calibration: [CalibrationBin]

  /// - Parameters:
  ///   - probabilities: row-major, `labels.count` x `classes`.
  ///   - labels: indices into the classes; -1: a class that the model does not know.
  package init(probabilities: [Float], labels: [Int32], classes: Int) {
    count = labels.count
    func mean(_ losses: ([Float], [Int32], Int) -> [Double]) -> Double {
      Metrics.mean(losses(probabilities, labels, classes))
    }
    logLoss = mean(Metrics.logLosses)
    accuracy = labels.isEmpty ? 0 : 1 - mean(Metrics.errors)
    brier = mean(Metrics.brierLosses)
    auc =
      classes == 2
      ? Metrics.auc(scores: labels.indices.map { probabilities[2 * $0 + 1] }, positives: labels.map { $0 == 1 }) : nil
    calibration = CalibrationBin.table(probabilities: probabilities, labels: labels, classes: classes)
    calibrationError = CalibrationBin.error(calibration)
  }

  /// The same over the examples at these indices, such as those of a slice.
  package init(probabilities: [Float], labels: [Int32], classes: Int, rows: [Int]) {
    self.init(
      probabilities: rows.flatMap { probabilities[$0 * classes..<($0 + 1) * classes] }, labels: rows.map { labels[$0] },
      classes: classes)
  }
}
