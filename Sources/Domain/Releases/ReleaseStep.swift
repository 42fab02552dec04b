/// What follows from a look at a release.
package struct ReleaseStep: Sendable, Hashable {
  package enum Action: Sendable, Hashable {
    case stay
    /// To the stage with that index.
    case advance(Int)
    case end(ReleaseEnd)
  }

  package var action: Action
  package var reasons: [String]
  /// As of behind the look; where it ends, as it was.
  package var progress: ReleaseProgress

  package init(_ action: Action, _ reasons: [String], _ progress: ReleaseProgress) {
    self.action = action
    self.reasons = reasons
    self.progress = progress
  }
}
