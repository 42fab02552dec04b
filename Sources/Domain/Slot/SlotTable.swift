/// Who answers whom: all arms of a slot, as one generation of it states them.
package struct SlotTable: Sendable, Hashable {
  /// The loop.
  package var slot: String
  package var generation: Int64
  /// What units are assigned by; nil: there is nothing to assign, or an old table.
  package var release: String?
  package var arms: [SlotArm]

  package init(slot: String, generation: Int64, release: String?, arms: [SlotArm]) {
    self.slot = slot
    self.generation = generation
    self.release = release
    self.arms = arms
  }

  /// What is no table of arms, in words; nil where it can be one.
  package static func problem(_ arms: [SlotArm]) -> String? {
    for role in SlotArm.Role.allCases where role != .shadow {
      let count = arms.count { $0.role == role }
      if role == .champion, count != 1 { return "has \(count) champions, and needs one" }
      if count > 1 { return "has \(count) arms with the role \(role.rawValue), and may have one" }
    }
    for arm in arms {
      guard (0...UnitPoint.count).contains(arm.share) else {
        return "has a share of \(arm.share), and shares are from 0 to \(UnitPoint.count)"
      }
      if arm.role == .shadow, arm.share != 0 { return "has a shadow with a share, and a shadow answers nobody" }
    }
    let sum = arms.reduce(0) { $0 + $1.share }
    return sum == UnitPoint.count ? nil : "has shares of \(sum) in all, and they have to make \(UnitPoint.count)"
  }

  package func arm(_ role: SlotArm.Role) -> SlotArm? { arms.first { $0.role == role } }

  /// Whether who answers depends on who asks.
  package var isDivided: Bool { arms.count { $0.share > 0 } > 1 }

  /// Who answers: the candidate from the lower end of the unit's points, a holdback from the upper, so that neither is
  /// taken from a unit that has it while its own share grows.
  /// - Parameter unit: who asks; without one, the interaction's id.
  package func role(of unit: String) -> SlotArm.Role {
    guard isDivided, let release else { return arms.first { $0.share > 0 }?.role ?? .champion }
    let point = UnitPoint.of(unit, slot: slot, release: release)
    if let candidate = arm(.candidate), point < candidate.share { return .candidate }
    if let holdback = arm(.holdback), point >= UnitPoint.count - holdback.share { return .holdback }
    return .champion
  }
}
