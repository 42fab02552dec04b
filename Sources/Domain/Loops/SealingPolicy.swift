/// When a dataset version is sealed, and how it is cut by time: train, then validation, then holdout, the newest.
package struct SealingPolicy: Codable, Sendable, Hashable {
  /// Least time between the ticks of two seals, counted from the first tick of the loop.
  package var every: TimeSpan
  /// Least number of examples new since the last seal.
  package var minimumExamples: Int
  /// How far back examples are taken; nil: all.
  package var window: TimeSpan?
  /// Length of the validation part, before the holdout.
  package var validation: TimeSpan
  /// Length of the holdout, up to the newest example.
  package var holdout: TimeSpan

  package init(every: TimeSpan, minimumExamples: Int, window: TimeSpan?, validation: TimeSpan, holdout: TimeSpan) {
    self.every = every
    self.minimumExamples = minimumExamples
    self.window = window
    self.validation = validation
    self.holdout = holdout
  }
}
