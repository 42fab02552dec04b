import Domain

/// Two histories of champions side by side.
package struct WhatIfReport: Sendable {
  package struct Period: Sendable {
    /// Such as 2013-02.
    package var name: String
    package var actual: ProgressiveMetrics
    package var counterfactual: ProgressiveMetrics
  }

  /// Interactions that have no label to judge an answer by, only a reward or a label that is none of the loop's classes.
  /// They are in no metric and in no look.
  package struct Unevaluable: Sendable, Hashable {
    package var interactions: Int
    /// Of these, those that another champion would have answered: of its answer the log says nothing at all.
    package var ofAnotherChampion: Int
  }

  package var loop: String
  package var actual: [ChampionSpan]
  package var counterfactual: [ChampionSpan]
  package var periods: [Period]
  package var unevaluable: Unevaluable

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
      "unevaluable": [
        "interactions": .integer(Int64(unevaluable.interactions)),
        "of_another_champion": .integer(Int64(unevaluable.ofAnotherChampion)),
      ],
    ]
  }
}
