/// What is taken out of the joined examples before a dataset version is sealed; each removal is counted in the seal.
package struct CleaningPolicy: Codable, Sendable, Hashable {
  /// What is done with a kind of example.
  package enum Handling: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf { case drop, keep }

  /// Of examples with the same input and label, all but the first.
  package var duplicates: Handling
  /// Examples all of whose inputs are missing.
  package var empty: Handling
  /// Examples with any missing input; where they are kept, the learner handles missing values.
  package var missing: Handling
  /// Closed ranges for numeric inputs; an example outside one is dropped.
  package var ranges: [ByteText: ClosedRange<Double>]

  package init(duplicates: Handling, empty: Handling, missing: Handling, ranges: [ByteText: ClosedRange<Double>]) {
    self.duplicates = duplicates
    self.empty = empty
    self.missing = missing
    self.ranges = ranges
  }
}
