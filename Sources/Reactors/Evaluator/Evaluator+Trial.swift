import Domain
import Evaluation
import Ledger
import Postgres
import ReadModels

/// Champions on trial: what they answered, against what their predecessors would have answered to the same.
extension Evaluator {
  private struct Trial: Sendable {
    var champion: Champion
    var due: DueLook
  }

  func watch(at tick: LedgerEvent, context: ReactorContext) async throws {
    let loop = context.loop
    guard let trial = try await context.pool.run({ try Evaluator.trial($0, loop: loop, tick: tick) }) else { return }
    let (champion, due) = (trial.champion, trial.due)
    let (predecessor, problem) = try await models.champion(
      champion.predecessor, config: due.config, on: due.recorded.examples)
    let judged = try await work.run { _ in try due.judge(due.recorded.served, against: predecessor) }
    guard let (comparison, outcome) = judged else { return }
    // Only a promotion begins a trial, so there is a model.
    guard let modelID = champion.modelID else { return }
    let identity: JSONValue = [
      "loop": .string(loop), "generation": .integer(champion.generation), "tick": .string(tick.id),
    ]
    let count = due.recorded.examples.count
    let reason = Evaluator.reason(outcome, comparison, of: due)
    let reasons = [reason] + [problem].compactMap { $0.map { Evaluator.standIn(champion.predecessor, $0) } }
    let verdict = try await context.emit(
      VerdictRevised(
        modelID: modelID, predecessor: champion.predecessor, generation: champion.generation, outcome: outcome,
        look: due.look.number + 1, tickPosition: tick.position,
        test: comparison?.result
          ?? .none(metric: due.config.gate.metric, confidence: due.look.confidence, count: count),
        reasons: reasons),
      identity: identity, subject: modelID, round: champion.verdictID)
    guard outcome == .worse else { return }
    try await context.settle()
    context.logger.warning("the champion is worse than its predecessor; rolling back")
    try await context.emit(
      ModelRolledBack(
        slot: loop, fromModel: modelID, fromGeneration: champion.generation, modelID: champion.predecessor,
        generation: champion.generation + 1, replacesGeneration: champion.generation,
        decidedAtPosition: tick.position, reason: reason, verdictID: verdict),
      identity: identity, subject: modelID, round: champion.verdictID)
  }

  private static func reason(_ outcome: TrialLook.Outcome, _ comparison: Comparison?, of due: DueLook) -> String {
    let count = due.recorded.examples.count
    guard let comparison else {
      let why =
        due.look.hasTooFew
        ? "release.minimum_examples asks for \(due.config.release.minimumExamples)"
        : "they are too few, or of too few blocks of time, for a test"
      return "the trial ended, and it stays: too few served examples with a known outcome, \(count); \(why)"
    }
    switch outcome {
    case .worse: return "worse than its predecessor on what it served, for sure: \(comparison.facts)"
    case .kept: return "the trial ended without it being worse for sure: \(comparison.facts)"
    case .undecided: return "not decided yet: \(comparison.facts)"
    }
  }

  /// - Returns: nil where no champion is on trial as of the tick, or no look is due.
  private static func trial(_ db: PostgresSession, loop: String, tick: LedgerEvent) throws -> Trial? {
    guard let snapshot = try LoopSnapshot.load(db, loop: loop, asOf: tick.position),
      snapshot.config.release.hasTrial, let time = try Tick.time(db, loop: loop, at: tick.position)
    else { return nil }
    let champion = try Champion.load(db, loop: loop, decidedBefore: tick.position)
    guard let since = champion.since, let before = try champion.looks(db, loop: loop, before: tick.position) else {
      return nil
    }
    let window = ExampleWindow(
      loop: loop, positions: (champion.position + 1)..<Int64.max, asOfTick: tick.position,
      generation: champion.generation)
    return try DueLook.load(
      db, config: snapshot.config, release: snapshot.config.release, window: window, since: since, at: time,
      looksBefore: before
    ).map { Trial(champion: champion, due: $0) }
  }
}
