import Domain
import Learning
import Statistics

/// Puts two sets of scores on the same examples beside each other.
package struct Judge: Sendable {
  package var examples: ExampleSet
  package var challenger: Scores
  package var champion: Scores

  package init(examples: ExampleSet, challenger: Scores, champion: Scores) {
    self.examples = examples
    self.challenger = challenger
    self.champion = champion
  }

  /// Challenger minus champion; nil where there are too few examples or blocks for a test.
  package func comparison(metric: GateMetric, confidence: Double, block: TimeSpan?) throws -> Comparison? {
    let differences = zip(challenger.losses(metric), champion.losses(metric)).map { $0 - $1 }
    let blocks = block.map { block in examples.times.map { $0 / block.microseconds } }
    guard Set(blocks ?? []).count > 1 || (blocks == nil && differences.count > 1) else { return nil }
    return Comparison(
      try PairedTest.compare(differences: differences, blocks: blocks, confidence: confidence), metric: metric)
  }

  /// Each guardrail on each value of its slice.
  package func slices(_ guardrails: [Guardrail]) -> [SliceResult] {
    guardrails.flatMap { guardrail in
      let mine = challenger.losses(guardrail.metric)
      let theirs = champion.losses(guardrail.metric)
      let groups = Dictionary(grouping: 0..<examples.count) { value(of: guardrail.slice, row: $0) }
      return groups.keys.sorted().map { value in
        let rows = groups[value] ?? []
        return SliceResult(
          guardrail: guardrail, value: value, count: rows.count, challenger: Metrics.mean(mine, over: rows),
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
