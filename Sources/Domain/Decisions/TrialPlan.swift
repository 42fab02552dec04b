/// The training runs a dataset version asks for: a warm start from the champion where there is one, a fresh start,
/// and each configuration the loop declares besides.
package struct TrialPlan: Sendable, Hashable {
  package var trials: [Trial]

  /// - Parameters:
  ///   - champion: the model that served the loop as of the seal; nil before the first.
  ///   - warmable: whether that model's learner is the one declared now, so that its weights can be started from.
  package init(
    learner: LearnerConfig, codeVersion: String, datasetID: String, champion: String?, warmable: Bool
  ) {
    var drafts: [(name: String, settings: JSONValue, parent: String?)] = []
    if let champion, warmable { drafts.append(("warm", learner.settings, champion)) }
    drafts.append(("fresh", learner.settings, nil))
    for name in learner.trials.names {
      drafts.append((name, learner.settings.overlaid(with: learner.trials[name] ?? .null), nil))
    }
    trials = drafts.enumerated().map { index, draft in
      Trial(
        name: Bounded.text(draft.name, bytes: 120), index: index, learner: learner.kind, codeVersion: codeVersion,
        settings: draft.settings,
        datasetID: datasetID, parent: draft.parent, seed: UInt64(learner.seed))
    }
  }
}
