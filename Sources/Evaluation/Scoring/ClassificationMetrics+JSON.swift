import Domain
import Statistics

extension ClassificationMetrics {
  /// As events and reports carry them, without the calibration table.
  package var json: JSONValue {
    [
      "n": .integer(Int64(count)), "log_loss": .number(logLoss), "accuracy": .number(accuracy),
      "brier": .number(brier), "auc": auc.map(JSONValue.number) ?? .null,
      "calibration_error": .number(calibrationError),
    ]
  }
}
