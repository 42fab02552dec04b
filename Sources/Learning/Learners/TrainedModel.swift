import Statistics

/// What training made.
package struct TrainedModel: Sendable {
  /// The artifact's bytes; `Digest.hex(of:)` over them is the model's content hash.
  package let artifact: [UInt8]
  /// Epochs trained.
  package let epochs: Int
  /// The epoch (from 1) whose weights the artifact holds; 0: those it started from.
  package let bestEpoch: Int
  /// How that epoch's weights do on the validation part; nil when that is empty.
  package let validation: ClassificationMetrics?
}
