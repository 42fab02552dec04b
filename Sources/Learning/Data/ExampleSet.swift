import Domain

/// Joined examples in their dataset's order: inputs, labels and times.
package struct ExampleSet: Sendable {
  package let inputs: InputBatch
  /// Row by row an index into `classes`.
  package let labels: [Int32]
  /// Row by row the moment of the interaction, in microseconds since 1970-01-01T00:00:00Z.
  package let times: [Int64]
  /// The classes in index order.
  package let classes: [String]

  package var count: Int { labels.count }

  /// - Throws: `LearningError` with code `invalidInput` when the parts do not fit together.
  package init(inputs: InputBatch, labels: [Int32], times: [Int64], classes: [String]) throws {
    guard inputs.count == labels.count || inputs.columns.isEmpty, labels.count == times.count else {
      throw LearningError(
        .invalidInput, "\(inputs.count) rows of inputs, \(labels.count) labels and \(times.count) times do not fit")
    }
    guard Set(classes.map { ByteText($0) }).count == classes.count else {
      throw LearningError(.invalidInput, "a class is named twice among \(classes)")
    }
    if let wrong = labels.first(where: { $0 < 0 || Int($0) >= classes.count }) {
      throw LearningError(.invalidInput, "label \(wrong) is no index into \(classes.count) classes")
    }
    self.inputs = inputs
    self.labels = labels
    self.times = times
    self.classes = classes
  }

  private init(checked inputs: InputBatch, _ labels: [Int32], _ times: [Int64], _ classes: [String]) {
    self.inputs = inputs
    self.labels = labels
    self.times = times
    self.classes = classes
  }

  /// The rows at these indices, in their order.
  package func subset(_ rows: [Int]) -> ExampleSet {
    ExampleSet(checked: inputs.subset(rows), rows.map { labels[$0] }, rows.map { times[$0] }, classes)
  }

  package func subset(_ rows: Range<Int>) -> ExampleSet {
    ExampleSet(checked: inputs.subset(rows), Array(labels[rows]), Array(times[rows]), classes)
  }

  /// The labels as indices into other classes, such as a model's; -1 where those lack the class.
  package func labels(in others: [String]) -> [Int32] {
    let index = Dictionary(
      others.enumerated().map { (ByteText($1), Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let mapping = classes.map { index[$0] ?? -1 }
    return labels.map { mapping[Int($0)] }
  }
}
