import Domain
import Foundation
import Statistics

/// How well the answers of one period fit what came out.
struct PeriodMetrics: Sendable {
  /// nil where the loop is not binary, or only one class came out.
  var auc: Double?
  var logLoss: Double
  var accuracy: Double

  init(_ answers: [(Answer, label: String)], positive: String?) {
    auc = positive.flatMap { positive in
      Metrics.auc(scores: answers.map { $0.0.positive }, positives: answers.map { $0.label == positive })
    }
    // Not a number where nothing came out.
    let count = Double(answers.count)
    logLoss = answers.reduce(0) { $0 - log(min(max(Double($1.0.truth), Metrics.clip), 1 - Metrics.clip)) } / count
    accuracy = Double(answers.count { $0.0.label == $0.label }) / count
  }

  var json: JSONValue {
    ["auc": JSONValue(finite: auc), "log_loss": JSONValue(finite: logLoss), "accuracy": JSONValue(finite: accuracy)]
  }
}
