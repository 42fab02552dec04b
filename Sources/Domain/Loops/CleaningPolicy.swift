/// What is taken out of the joined examples before a dataset version is sealed; each removal is counted in the seal.
package struct CleaningPolicy: Sendable, Hashable {
  /// Keep only the first of examples with the same input and label.
  package var dropDuplicates: Bool
  /// Drop examples all of whose inputs are missing.
  package var dropEmpty: Bool
  /// Drop examples with any missing input; otherwise the learner handles missing values.
  package var dropMissing: Bool
  /// Closed ranges for numeric inputs; an example outside one is dropped.
  package var ranges: [String: ClosedRange<Double>]

  package init(dropDuplicates: Bool, dropEmpty: Bool, dropMissing: Bool, ranges: [String: ClosedRange<Double>]) {
    self.dropDuplicates = dropDuplicates
    self.dropEmpty = dropEmpty
    self.dropMissing = dropMissing
    self.ranges = ranges
  }
}
