extension ReleasePlan {
  /// What follows from what is known of a release as of a tick. Depends on nothing else.
  ///
  /// What ends it comes before what has it go on: a word by a person, what makes the plan void, harm, and a newer
  /// challenger, in that order. Then a person may have it go on; while it is paused nothing else does.
  /// The plan has to be one (see `problem`): its last stage is a trial.
  /// - Parameter progress: within the plan's stages.
  package func step(_ progress: ReleaseProgress, _ evidence: ReleaseEvidence) -> ReleaseStep {
    var next = progress
    next.ticks += 1
    let asked = evidence.requests.last { $0 == .pause || $0 == .resume }
    if let asked { next.isPaused = asked == .pause }
    let stage = stages[progress.stage]
    func end(_ end: ReleaseEnd, _ reasons: [String]) -> ReleaseStep { ReleaseStep(.end(end), reasons, next) }

    if evidence.requests.contains(.abort) { return end(.aborted, ["a person asked for it"]) }
    if let obstacle = evidence.obstacle { return end(.aborted, [obstacle]) }
    let harm = harm(evidence)
    if !harm.isEmpty { return end(stage.isBeforeFull ? .stopped : .rolledBack, harm) }
    if evidence.isAwaited, stage.kind == .shadow || stage.kind == .trial {
      return end(.superseded, ["a newer challenger takes its turn"])
    }
    let isLast = progress.stage + 1 == stages.count
    if evidence.requests.contains(.advance) {
      let reasons = ["a person asked for it"]
      return isLast ? end(.kept, reasons) : advance(reasons, next, at: evidence.time)
    }
    if next.isPaused { return ReleaseStep(.stay, ["it is paused"], next) }
    let isOver = evidence.time >= progress.since + stage.longest
    if stage.kind == .trial {
      guard isOver else { return ReleaseStep(.stay, ["the trial goes on"], next) }
      return end(.kept, ["the trial is over, and it was not found worse"])
    }
    let missing = missing(stage, next, evidence)
    if missing.isEmpty, self.evidence == .paired {
      return advance(["it has all that the stage asks for"], next, at: evidence.time)
    }
    if isOver { return end(.givenUp, ["the stage's longest time is over"] + missing) }
    return ReleaseStep(.stay, missing.isEmpty ? ["people decide whether it goes on"] : missing, next)
  }

  private func advance(_ reasons: [String], _ progress: ReleaseProgress, at time: Timestamp) -> ReleaseStep {
    let stage = progress.stage + 1
    return ReleaseStep(
      .advance(stage), reasons, ReleaseProgress(stage: stage, since: time, ticks: 0, isPaused: progress.isPaused))
  }
}
