/// What answers some of a slot's units.
package struct SlotArm: Codable, Sendable, Hashable {
  package enum Role: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
    /// Answers whoever nobody else does.
    case champion
    /// Is being released.
    case candidate
    /// What the release is compared with, where feedback is only known for what was answered.
    case holdback
    /// Answers nobody.
    case shadow
  }

  package var role: Role
  /// nil: the default answer.
  @WrittenAsNull package var modelID: String?
  /// Of the units, in millionths.
  package var share: Int64

  package init(_ role: Role, _ modelID: String?, share: Int64) {
    self.role = role
    self.modelID = modelID
    self.share = share
  }
}
