import Domain
import Statistics

extension ClassificationMetrics {
  /// As events and reports carry them, without the calibration table.
  package var json: JSONValue {
    [
      "n": .integer(Int64(count)), "log_loss": JSONValue(finite: logLoss), "accuracy": JSONValue(finite: accuracy),
      "brier": JSONValue(finite: brier), "auc": JSONValue(finite: auc),
      "calibration_error": JSONValue(finite: calibrationError),
    ]
  }
}
