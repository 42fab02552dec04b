import Domain
import Evaluation
import ReadModels

/// The decisions that there were, taken again.
extension WhatIf {
  func judge(
    _ line: inout Counterfactual, _ loop: String, _ verdict: VerdictRecord, _ gate: GatePolicy?,
    _ readers: [String: DatasetReader]
  ) async throws {
    let challenger = verdict.challenger
    guard line.champion != challenger,
      let round = try await pool.run({ try Round.load($0, loop: loop, datasetID: verdict.datasetID) }),
      let reader = readers[round.dataset.foldVersion]
    else { return }
    let holdout = try await reader.dataset(loop: loop, of: round).part(.holdout)
    let first = try await models.answerer(challenger, config: round.config)
    let second = try await models.answerer(line.champion, config: round.config)
    let decision = try await work.run { _ in
      try GateResult(
        Paired(holdout, first: first, second: second), gate: gate ?? round.config.gate, force: round.dataset.isForced
      ).decision
    }
    guard decision.outcome == .promote else { return }
    line.promote(
      challenger, since: round.dataset.tickTime, position: verdict.position, reason: decision.reasons.first ?? "")
  }

  func look(
    _ line: inout Counterfactual, _ loop: String, _ tick: Tick, _ release: ReleasePolicy?
  ) async throws {
    guard var watch = line.watch, let champion = line.champion, watch.position < tick.position else { return }
    // What a tick closes came before it: the bound keeps the query off the ledger's later part.
    let window = ExampleWindow(
      loop: loop, positions: (watch.position + 1)..<tick.position, asOfTick: tick.position)
    let (looks, since) = (watch.looks, watch.since)
    let due = try await pool.run { db -> DueLook? in
      guard let config = try LoopSnapshot.load(db, loop: loop, asOf: tick.position)?.config else { return nil }
      return try DueLook.load(
        db, config: config, release: release ?? config.release, window: window, since: since, at: tick.time,
        looksBefore: looks)
    }
    guard let due else { return }
    let model = try await models.answerer(champion, config: due.config)
    let predecessor = try await models.answerer(watch.predecessor, config: due.config)
    let judged = try await work.run { _ in
      try due.judge(try model.scores(on: due.recorded.examples), against: predecessor)
    }
    guard let (comparison, outcome) = judged else { return }
    watch.looks = due.look.number + 1
    switch outcome {
    case .undecided: line.watch = watch
    case .kept: line.watch = nil
    case .worse:
      line.rollBack(
        to: watch.predecessor, at: tick.time, position: tick.position,
        reason: "worse than its predecessor on \(comparison?.count ?? 0) examples")
    }
  }
}
