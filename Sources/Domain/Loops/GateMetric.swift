/// A per-example loss that a paired test can be made on; smaller is better.
package enum GateMetric: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  case logLoss = "log_loss"
  /// 1 - accuracy, per example 0 or 1.
  case errorRate = "error_rate"
  /// Squared error of the probabilities (Brier score).
  case brier
}
