import Domain
import Learning
import Statistics

/// Two sets of scores on the same examples, side by side.
package struct Paired: Sendable {
  package var examples: ExampleSet
  package var first: Scores
  package var second: Scores

  package init(_ examples: ExampleSet, first: Scores, second: Scores) {
    self.examples = examples
    self.first = first
    self.second = second
  }

  /// What two answer to the same examples.
  package init(_ examples: ExampleSet, first: Answerer, second: Answerer) throws {
    self.init(examples, first: try first.scores(on: examples), second: try second.scores(on: examples))
  }

  /// First minus second; nil where there are too few examples or blocks for a test.
  package func comparison(metric: GateMetric, confidence: Double, block: TimeSpan?) throws -> Comparison? {
    let differences = zip(first.losses(metric), second.losses(metric)).map { $0 - $1 }
    let blocks = block.map { block in examples.times.map { $0 / block.microseconds } }
    guard Set(blocks ?? []).count > 1 || (blocks == nil && differences.count > 1) else { return nil }
    return Comparison(
      try PairedTest.compare(differences: differences, blocks: blocks, confidence: confidence), metric: metric)
  }

  /// The same on the gate's metric and by its blocks.
  /// - Parameter confidence: nil: the gate's.
  package func comparison(_ gate: GatePolicy, confidence: Double? = nil) throws -> Comparison? {
    try comparison(metric: gate.metric, confidence: confidence ?? gate.confidence, block: gate.block)
  }

  /// Each guardrail on each value of its slice.
  package func slices(_ guardrails: [Guardrail]) -> [SliceResult] {
    guardrails.flatMap { guardrail in
      let mine = first.losses(guardrail.metric)
      let theirs = second.losses(guardrail.metric)
      let groups = Dictionary(grouping: 0..<examples.count) { ByteText(value(of: guardrail.slice, row: $0)) }
      return groups.keys.sorted().map { value in
        let rows = groups[value] ?? []
        return SliceResult(
          guardrail: guardrail, value: value.text, count: rows.count, challenger: Metrics.mean(mine, over: rows),
          champion: Metrics.mean(theirs, over: rows))
      }
    }
  }

  private func value(of input: String, row: Int) -> String {
    switch examples.inputs[input] {
    case .category(let codes, let values): codes[row] < 0 ? "" : values[Int(codes[row])]
    case .numeric(let values): values[row].isNaN ? "" : "\(values[row])"
    case .text(let values): values[row] ?? ""
    case .time, nil: ""
    }
  }
}
