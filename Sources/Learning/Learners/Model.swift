/// A trained model, ready to predict; may be used from any thread, by many at once.
package protocol Model: Sendable {
  /// The classes in index order.
  var classes: [String] { get }

  /// Probabilities, row-major, `batch.count` x `classes.count`. A row's numbers do not depend on the rows beside it.
  /// An input that the batch lacks counts as missing; columns that the model does not know are ignored.
  ///
  /// - Throws: `LearningError` with code `invalidInput` when a column is of another kind than the model's.
  func predict(_ batch: InputBatch) throws -> [Float]
}
