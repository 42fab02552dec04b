/// How a promoted champion is watched: for the trial's length its served feedback is compared with what its
/// predecessor would have answered, and a champion that is worse is rolled back.
package struct ReleasePolicy: Codable, Sendable, Hashable {
  /// Length of the trial on the loop's clock, from the promotion's tick; zero: no trial.
  package var trial: TimeSpan
  /// Examples at the first look; each later look needs twice as many.
  package var minimumExamples: Int
  /// Confidence over the whole trial that the champion is worse; spent over the looks.
  package var confidence: Double

  package init(trial: TimeSpan, minimumExamples: Int, confidence: Double) {
    self.trial = trial
    self.minimumExamples = minimumExamples
    self.confidence = confidence
  }

  /// Whether champions are watched at all.
  package var hasTrial: Bool { trial.microseconds > 0 }

  /// Whether the trial of a champion of some moment is over at another.
  package func isOver(at time: Timestamp, since start: Timestamp) -> Bool { time >= start + trial }
}
