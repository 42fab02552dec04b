import Domain
import Postgres
import ReadModels

/// A look at a champion on trial that is due, and the interactions that it is taken on.
package struct DueLook: Sendable {
  /// Of the loop when it is taken.
  package var config: LoopConfig
  package var look: TrialLook
  package var recorded: RecordedExamples

  /// - Parameters:
  ///   - release: what the trial goes by; the configuration's, or another.
  ///   - window: the interactions that the champion answered, or would have.
  ///   - since: when its trial began.
  ///   - looksBefore: how often it was looked at.
  /// - Returns: nil where no look is due at that time.
  package static func load(
    _ db: PostgresSession, config: LoopConfig, release: ReleasePolicy, window: ExampleWindow, since: Timestamp,
    at time: Timestamp, looksBefore: Int
  ) throws -> DueLook? {
    guard release.hasTrial else { return nil }
    let look = TrialLook.due(
      policy: release, examples: try LabelledExample.count(db, window, classes: config.label.classes),
      looksBefore: looksBefore, isLast: release.isOver(at: time, since: since))
    guard let look else { return nil }
    return DueLook(config: config, look: look, recorded: try RecordedExamples(db, config: config, window))
  }

  /// The champion's answers against what its predecessor would have answered to the same.
  /// - Returns: no comparison where there are too few examples or blocks for a test; nil where nothing can be said yet.
  package func judge(
    _ champion: Scores, against predecessor: Answerer
  ) throws -> (comparison: Comparison?, outcome: TrialLook.Outcome)? {
    let examples = recorded.examples
    let comparison =
      look.hasTooFew
      ? nil
      : try Paired(examples, first: champion, second: try predecessor.scores(on: examples))
        .comparison(config.gate, confidence: look.confidence)
    return look.judge(comparison).map { (comparison, $0) }
  }
}
