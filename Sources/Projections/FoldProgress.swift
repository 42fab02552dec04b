/// How far a fold has come.
package struct FoldProgress: Sendable, Hashable {
  package enum Stage: Sendable, Hashable {
    case folding
    /// The new copy has caught up; a reader is in the way of the switch.
    case waiting
    case done
  }

  package var stage: Stage
  /// The last position folded.
  package var position: Int64
  /// Where it is going; it moves while events keep arriving.
  package var target: Int64

  package init(_ stage: Stage, position: Int64, target: Int64) {
    self.stage = stage
    self.position = position
    self.target = target
  }
}
