import Domain
import Learning

extension GateResult {
  /// What an event says of it: reasons and slices, as many as it may hold.
  package struct Told: Sendable, Hashable {
    package var reasons: [String]
    package var codes: [String]
    package var moreReasons: Int?
    package var slices: [VerdictReached.Slice]
    package var moreSlices: Int?
  }

  /// - Parameter notes: what else is to be known, behind the reasons.
  package func told(notes: [GateReason]) -> Told {
    let findings = decision.findings + notes
    let reasons = Bounded.prefix(findings.map(\.sentence), count: 50, bytes: 40 * 1024)
    // Those that are left out passed, or failed by less; those that stay keep their order.
    let order = slices.indices.sorted { left, right in
      let (one, other) = (slices[left], slices[right])
      if one.passes != other.passes { return !one.passes }
      let (mine, theirs) = one.passes ? (Double(one.count), Double(other.count)) : (one.rise, other.rise)
      return mine == theirs ? left < right : mine > theirs
    }
    let named = Bounded.prefix(order.map { slices[$0].slice }, count: 100, bytes: 96 * 1024)
    return Told(
      reasons: reasons.kept, codes: findings.prefix(reasons.kept.count).map(\.code.rawValue),
      moreReasons: reasons.more > 0 ? reasons.more : nil,
      slices: order.prefix(named.kept.count).sorted().map { slices[$0].slice },
      moreSlices: named.more > 0 ? named.more : nil)
  }
}

extension Dataset {
  /// What a verdict says besides its reasons: inputs that mostly came as another kind than declared, those that there is
  /// next to nothing to learn of, and a holdout with one class.
  package var notes: [GateReason] {
    let inputs = problems.notes + notableInputs.compactMap(\.note)
    let holdout = part(.holdout)
    let found = Set(holdout.labels)
    guard holdout.classes.count == 2, found.count == 1, let only = found.first else { return inputs }
    let name = Bounded.text(holdout.classes[Int(only)], bytes: 100)
    return [
      GateReason(
        .aucUndefined, "auc is null: all \(holdout.count) examples of the holdout have the class \"\(name)\"")
    ] + inputs
  }
}
