/// How far a release has come.
package struct ReleaseProgress: Codable, Sendable, Hashable {
  /// Of the plan's stages.
  package var stage: Int
  /// The time of the tick at which it began.
  package var since: Timestamp
  /// Looks within the stage.
  package var ticks: Int64
  package var isPaused: Bool

  package init(stage: Int = 0, since: Timestamp, ticks: Int64 = 0, isPaused: Bool = false) {
    self.stage = stage
    self.since = since
    self.ticks = ticks
    self.isPaused = isPaused
  }
}
