import Domain

/// What a round's gate says of a challenger beside the champion, and what that rests on.
package struct GateResult: Sendable, Hashable {
  /// Challenger minus champion; nil where the holdout was too small for a test.
  package var comparison: Comparison?
  package var slices: [SliceResult]
  package var decision: GateDecision

  /// - Parameters:
  ///   - holdout: the challenger first, the champion second.
  ///   - force: promote whatever the numbers say.
  package init(_ holdout: Paired, gate: GatePolicy, force: Bool) throws {
    comparison = try holdout.comparison(gate)
    slices = holdout.slices(gate.guardrails)
    decision = GateDecision(
      policy: gate, comparison: comparison, count: holdout.examples.count, slices: slices,
      ability: GateDecision.Ability(
        answerBytes: AnswerSize.output(classes: holdout.first.classes), notFinite: holdout.first.notFinite),
      force: force)
  }
}
