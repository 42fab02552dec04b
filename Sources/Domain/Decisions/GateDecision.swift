/// Does the gate pass? Every reason against is told, and for a pass what it rests on.
package struct GateDecision: Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable, CaseIterable, JSONLeaf { case promote, refuse }

  /// What the challenger can do at all.
  package struct Ability: Sendable, Hashable {
    /// Bytes of the largest answer with all its classes.
    package var answerBytes: Int
    /// Examples of the holdout to which it gave probabilities that are no numbers.
    package var notFinite: Int

    package init(answerBytes: Int = 0, notFinite: Int = 0) {
      self.answerBytes = answerBytes
      self.notFinite = notFinite
    }
  }

  package var outcome: Outcome
  /// The weightiest first.
  package var findings: [GateReason]
  package var isForced: Bool

  /// In words.
  package var reasons: [String] { findings.map(\.sentence) }

  /// - Parameters:
  ///   - comparison: challenger minus champion; nil where the holdout was too small for a test.
  ///   - ability: what stands against the challenger even where it is forced.
  ///   - force: promote whatever the numbers say, as long as it can answer; the reasons against are kept.
  package init(
    policy: GatePolicy, comparison: Comparison?, count: Int, slices: [SliceResult], ability: Ability = Ability(),
    force: Bool
  ) {
    let hard = GateDecision.inability(ability, of: count)
    var against: [GateReason] = []
    if count < policy.minimumExamples {
      against.append(
        GateReason(
          .holdoutTooSmall,
          "the holdout has \(count) examples; gate.minimum_examples asks for \(policy.minimumExamples)"))
    }
    let finding = comparison.map { GateDecision.finding($0, policy) }
    if let finding {
      if !finding.passes { against.append(finding.reason) }
    } else {
      against.append(
        GateReason(
          .noTest,
          "the holdout is too small for a paired test: \(count) examples"
            + (policy.block.map { " in fewer than two blocks of \($0.text)" } ?? "")))
    }
    against += slices.filter { !$0.passes }.sorted { $0.rise > $1.rise }.map(\.crossing)
    isForced = force && !against.isEmpty && hard.isEmpty
    outcome = hard.isEmpty && (against.isEmpty || force) ? .promote : .refuse
    findings = hard + against
    if findings.isEmpty, let finding { findings = [finding.reason] }
  }

  private static func inability(_ ability: Ability, of count: Int) -> [GateReason] {
    var reasons: [GateReason] = []
    if ability.answerBytes > AnswerSize.outputLimit {
      reasons.append(
        GateReason(
          .answerTooLarge,
          "the challenger cannot answer: with the probabilities of all its classes an answer would take up to "
            + "\(ability.answerBytes) bytes, over the \(AnswerSize.outputLimit) that an event has for it; name fewer or "
            + "shorter classes under label.classes"))
    }
    if ability.notFinite > 0 {
      reasons.append(
        GateReason(
          .answerNotFinite,
          "the challenger cannot answer: its probabilities of \(ability.notFinite) of \(count) holdout examples are no "
            + "numbers"))
    }
    return reasons
  }
}
