import Domain

/// Two histories of champions side by side.
package struct WhatIfReport: Sendable {
  package struct Period: Sendable {
    /// Such as 2013-02.
    package var name: String
    package var actual: ProgressiveMetrics
    package var counterfactual: ProgressiveMetrics
  }

  package var loop: String
  package var actual: [ChampionSpan]
  package var counterfactual: [ChampionSpan]
  package var periods: [Period]
  /// Interactions that the log cannot judge under another answer; they are in no metric.
  package var unevaluable: Int

  package var json: JSONValue {
    [
      "loop": .string(loop), "actual": .array(actual.map(\.json)),
      "counterfactual": .array(counterfactual.map(\.json)),
      "periods": .array(
        periods.map {
          [
            "period": .string($0.name), "actual": $0.actual.json, "counterfactual": $0.counterfactual.json,
          ]
        }),
      "unevaluable": .integer(Int64(unevaluable)),
    ]
  }
}
