import Domain
import Statistics

extension GateMetric {
  /// Row by row the loss, as `Metrics` defines it.
  func losses(probabilities: [Float], labels: [Int32], classes: Int) -> [Double] {
    switch self {
    case .logLoss: Metrics.logLosses(probabilities: probabilities, labels: labels, classes: classes)
    case .errorRate: Metrics.errors(probabilities: probabilities, labels: labels, classes: classes)
    case .brier: Metrics.brierLosses(probabilities: probabilities, labels: labels, classes: classes)
    }
  }
}
