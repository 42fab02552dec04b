import Domain
import Learning
import Postgres
import ReadModels

/// Recorded interactions whose outcome is known, with what was answered, in canonical order. One that has only a reward,
/// or a label that is none of the configuration's classes, is not among them.
package struct RecordedExamples: Sendable {
  package var examples: ExampleSet
  /// What was answered when they occurred.
  package var served: Scores
  /// Of each interaction in the ledger.
  package var positions: [Int64]

  package init(_ db: PostgresSession, config: LoopConfig, _ window: ExampleWindow) throws {
    var builder = InputBatchBuilder(config.inputs)
    var (times, labels, answers) = ([Int64](), [String](), [[ByteText: JSONValue]]())
    var places: [Int64] = []
    try LabelledExample.each(db, window, classes: config.label.classes) { example in
      _ = builder.append(example.input)
      places.append(example.position)
      times.append(example.occurredAt)
      labels.append(example.label)
      let output = example.output
      answers.append(output["probabilities"]?.object ?? output["label"]?.string.map { [ByteText($0): 1] } ?? [:])
    }
    positions = places
    let classes =
      config.label.classes.isEmpty ? (labels + answers.flatMap(\.keys).map(\.text)).sortedByBytes : config.label.classes
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { (ByteText($1), Int32($0)) })
    let known = labels.map { index[$0] ?? -1 }
    examples = try ExampleSet(inputs: builder.build(), labels: known, times: times, classes: classes)
    served = Scores(
      classes: classes,
      probabilities: answers.flatMap { answer in classes.map { Float(answer[$0]?.double ?? 0) } }, labels: known)
  }
}
