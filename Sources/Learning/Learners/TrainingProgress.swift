/// One epoch's outcome while training goes on.
package struct TrainingProgress: Sendable, Hashable {
  /// From 1.
  package let epoch: Int
  package let epochs: Int
  /// Mean loss over the epoch's minibatches, with dropout.
  package let trainLoss: Double
  /// Mean log loss on the validation part; nil when that is empty.
  package let validationLogLoss: Double?
}
