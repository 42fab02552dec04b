import Domain
import Learning
import Statistics

/// What a model, or a loop's default answer, gives for examples whose labels are known.
package struct Scores: Sendable {
  package var classes: [String]
  /// Row-major, count x classes.
  package var probabilities: [Float]
  /// Indices into `classes`; -1 where the label is none of them.
  package var labels: [Int32]

  package init(classes: [String], probabilities: [Float], labels: [Int32]) {
    self.classes = classes
    self.probabilities = probabilities
    self.labels = labels
  }

  package init(model: any Model, on examples: ExampleSet) throws {
    classes = model.classes
    probabilities = try model.predict(examples.inputs)
    labels = examples.labels(in: classes)
  }

  /// - Parameter truths: row by row the label, which may be none of the model's classes.
  package init(model: any Model, on inputs: InputBatch, truths: [String]) throws {
    classes = model.classes
    probabilities = try model.predict(inputs)
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { (ByteText($1), Int32($0)) })
    labels = truths.map { index[$0] ?? -1 }
  }

  package init(answer: DefaultAnswer, on examples: ExampleSet) {
    classes = examples.classes
    let row = examples.classes.map { Float(answer.probability(of: $0)) }
    probabilities = Array(repeatElement(row, count: examples.count).joined())
    labels = examples.labels
  }

  package func losses(_ metric: GateMetric) -> [Double] {
    metric.losses(probabilities: probabilities, labels: labels, classes: classes.count)
  }

  package var metrics: ClassificationMetrics {
    ClassificationMetrics(probabilities: probabilities, labels: labels, classes: classes.count)
  }
}
