/// One reason of a verdict: a code that groups, and the sentence with its numbers.
package struct GateReason: Sendable, Hashable {
  package enum Code: String, Sendable, Hashable, CaseIterable {
    // For a promotion.
    /// The whole interval of the difference is better than the gate asks for.
    case better
    /// Not worse by more than the gate's margin for sure, and better on the mean, which may be chance.
    case notInferior = "not_inferior"

    // Against it, whatever else is asked for.
    /// The largest answer with all classes would be larger than an event may have.
    case answerTooLarge = "answer_too_large"
    /// It gives probabilities that are no numbers.
    case answerNotFinite = "answer_not_finite"

    // Against it.
    case holdoutTooSmall = "holdout_too_small"
    /// Fewer than two examples or blocks.
    case noTest = "no_test"
    /// The interval does not lie far enough on the better side.
    case notBetter = "not_better"
    /// Within a margin below zero, but not better on the mean.
    case notBetterOnMean = "not_better_on_mean"
    case guardrailCrossed = "guardrail_crossed"

    // Beside the outcome.
    /// The holdout has one class only, so that no AUC is defined.
    case aucUndefined = "auc_undefined"
    /// Half or more of its values came as another kind than declared.
    case inputMostlyWrongKind = "input_mostly_wrong_kind"
    case inputMostlyMissing = "input_mostly_missing"
    case inputConstant = "input_constant"
    case inputCollapses = "input_collapses"
  }

  package var code: Code
  package var sentence: String

  package init(_ code: Code, _ sentence: String) {
    self.code = code
    self.sentence = Bounded.text(sentence, bytes: 1_000)
  }
}
