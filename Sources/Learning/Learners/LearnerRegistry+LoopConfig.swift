import Domain

extension LearnerRegistry {
  /// What is wrong with the learner that a loop declares: its kind, its settings, and those of each further trial.
  package func problems(_ config: LoopConfig) -> [LoopConfig.Problem] {
    let learner = config.learner
    var problems = problems(learner.kind, learner.settings, path: ["learner", "settings"])
    for name in learner.trials.names {
      let trial = learner.settings.overlaid(with: learner.trials[name] ?? .null)
      let known = Set(problems.map(\.message))
      problems += self.problems(learner.kind, trial, path: ["learner", "trials", name])
        .filter { !known.contains($0.message) }
    }
    return problems
  }

  private func problems(_ kind: String, _ settings: JSONValue, path: [String]) -> [LoopConfig.Problem] {
    guard identifiers.contains(kind) else {
      return [
        .init(
          path: ["learner", "kind"], message: "there is no learner \"\(kind)\"",
          mend: "use one of: \(identifiers.joined(separator: ", "))")
      ]
    }
    return validate(identifier: kind, settings: settings).map {
      .init(
        path: $0.setting.isEmpty ? path : path + [$0.setting], message: "`\($0.setting)` \($0.message)",
        mend: "or leave it out to keep its default")
    }
  }
}
