import Domain
import Learning

/// A dataset version's content: the joined examples of a loop as of a tick, cleaned, in canonical order (time, then
/// interaction id), and cut by time.
package struct Dataset: Sendable {
  package var examples: ExampleSet
  package var cut: DatasetCut
  package var parts: [DatasetPart: Range<Int>]
  /// SHA-256 over the examples' own content hashes in order, hexadecimal.
  package var contentHash: String
  /// Of the read models that it was made from.
  package var foldVersion: String
  /// Removed examples by reason.
  package var removed: [String: Int]
  /// Examples by class.
  package var classes: [ByteText: Int]
  /// Examples by the interaction's source.
  package var sources: [ByteText: Int]
  /// What was wrong with the inputs, of removed examples too.
  package var problems = InputProblems()

  package func part(_ part: DatasetPart) -> ExampleSet { examples.subset(parts[part] ?? 0..<0) }

  /// The part as it is trained on: with the labels that a deliberate sabotage makes of them.
  package func part(_ part: DatasetPart, transform: LabelTransform, seed: UInt64) throws -> ExampleSet {
    let set = self.part(part)
    switch transform {
    case .truthful: return set
    case .inverted:
      let last = Int32(set.classes.count) - 1
      return try ExampleSet(
        inputs: set.inputs, labels: set.labels.map { last - $0 }, times: set.times, classes: set.classes)
    case .shuffled:
      var labels = set.labels
      var random = SplitMix(state: seed)
      for index in labels.indices.dropFirst().reversed() {
        labels.swapAt(index, Int(random.next() % UInt64(index + 1)))
      }
      return try ExampleSet(inputs: set.inputs, labels: labels, times: set.times, classes: set.classes)
    }
  }
}
