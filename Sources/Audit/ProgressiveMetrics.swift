import Domain
import Evaluation
import Statistics

/// How answers fared once their outcomes were known, gathered model by model, whatever classes each knows.
package struct ProgressiveMetrics: Sendable, Hashable {
  private var truths: [Double] = []
  private var correct = 0
  private var scores: [Float] = []
  private var positives: [Bool] = []

  package init() {}

  package var count: Int { truths.count }

  /// Mean, in nats.
  package var logLoss: Double { Metrics.mean(truths) }

  package var accuracy: Double { truths.isEmpty ? 0 : Double(correct) / Double(truths.count) }

  /// Nil for a loop without a positive class, or without examples of both kinds.
  package var auc: Double? { scores.isEmpty ? nil : Metrics.auc(scores: scores, positives: positives) }

  /// - Parameter positive: the loop's positive class, where it has one.
  mutating func add(_ answers: Scores, positive: String?) {
    truths += answers.losses(.logLoss)
    correct += answers.losses(.errorRate).count { $0 == 0 }
    guard let column = positive.flatMap({ answers.classes.firstIndex(where: $0.isSame) }) else { return }
    let width = answers.classes.count
    scores += answers.labels.indices.map { answers.probabilities[$0 * width + column] }
    positives += answers.labels.map { Int($0) == column }
  }

  package var json: JSONValue {
    [
      "n": .integer(Int64(count)), "log_loss": JSONValue(finite: logLoss), "accuracy": JSONValue(finite: accuracy),
      "auc": JSONValue(finite: auc),
    ]
  }
}
