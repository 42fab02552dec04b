/// How far a what-if has come.
package struct WhatIfProgress: Sendable, Hashable {
  package enum Stage: String, Sendable, Hashable {
    /// Verdicts and ticks are decided on again.
    case decisions = "verdicts and ticks decided again"
    /// Months of answers are scored.
    case months = "months of answers scored"
  }

  package var stage: Stage
  package var done: Int
  package var of: Int
}
