import Domain
import Statistics

extension RunCompleted.Validation {
  package init(_ metrics: ClassificationMetrics) {
    self.init(
      n: metrics.count, logLoss: metrics.logLoss, accuracy: metrics.accuracy, brier: metrics.brier, auc: metrics.auc,
      calibrationError: metrics.calibrationError)
  }
}

extension HoldoutMetrics {
  package init(_ metrics: ClassificationMetrics) {
    self.init(
      n: metrics.count, logLoss: metrics.logLoss, accuracy: metrics.accuracy, brier: metrics.brier, auc: metrics.auc,
      calibrationError: metrics.calibrationError)
  }
}
