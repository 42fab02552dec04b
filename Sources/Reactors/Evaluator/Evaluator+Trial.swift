import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import ReadModels

/// Champions on trial: what they answered, against what their predecessors would have answered to the same.
extension Evaluator {
  private struct Trial: Sendable {
    var config: LoopConfig
    var champion: Champion
    var look: TrialLook
    var isLast: Bool
    var served: RecordedExamples
  }

  func watch(at tick: LedgerEvent, context: ReactorContext) async throws {
    let loop = context.loop
    guard let trial = try await context.pool.run({ try Evaluator.trial($0, loop: loop, tick: tick) }) else { return }
    let predecessor = try await trial.champion.predecessor.asyncMap { try await models.model($0) }
    let judge = try await work.run { _ in
      let examples = trial.served.examples
      return Judge(
        examples: examples, challenger: trial.served.served,
        champion: try predecessor.map { try Scores(model: $0, on: examples) }
          ?? Scores(answer: trial.config.defaultAnswer, on: examples))
    }
    let gate = trial.config.gate
    let comparison = try judge.comparison(metric: gate.metric, confidence: trial.look.confidence, block: gate.block)
    guard let comparison else { return }
    let outcome = trial.look.judge(comparison, isLast: trial.isLast)
    let champion = trial.champion
    // Only a promotion begins a trial, so there is a model.
    guard let modelID = champion.modelID else { return }
    let identity: JSONValue = [
      "loop": .string(loop), "generation": .integer(champion.generation), "tick": .string(tick.id),
    ]
    let reason = Evaluator.reason(outcome, comparison)
    let verdict = try await context.emit(
      VerdictRevised(
        modelID: modelID, predecessor: champion.predecessor, generation: champion.generation, outcome: outcome,
        look: trial.look.number + 1, tickPosition: tick.position, test: comparison.result, reasons: [reason]),
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

  private static func reason(_ outcome: TrialLook.Outcome, _ comparison: Comparison) -> String {
    let interval =
      "\(comparison.metric.rawValue) minus the predecessor's lies in [\(comparison.low), \(comparison.high)]"
    switch outcome {
    case .worse: return "worse than its predecessor on \(comparison.count) served examples: \(interval)"
    case .kept: return "the trial ended without it being worse: \(interval)"
    case .undecided: return "not decided yet: \(interval)"
    }
  }

  /// - Returns: nil where no champion is on trial as of the tick, or no look is due.
  private static func trial(_ db: PostgresSession, loop: String, tick: LedgerEvent) throws -> Trial? {
    guard let snapshot = try LoopSnapshot.load(db, loop: loop, asOf: tick.position),
      snapshot.config.release.trial.microseconds > 0,
      let time = try Tick.time(db, loop: loop, at: tick.position)
    else { return nil }
    let champion = try Champion.load(db, loop: loop, decidedBefore: tick.position)
    guard let since = champion.since, let before = try champion.looks(db, loop: loop, before: tick.position) else {
      return nil
    }
    let policy = snapshot.config.release
    let window = ExampleWindow(
      loop: loop, positions: (champion.position + 1)..<Int64.max, asOfTick: tick.position,
      generation: champion.generation)
    let count = try LabelledExample.count(db, window, classes: snapshot.config.label.classes)
    let isLast = time >= since + policy.trial
    // The end of the trial is a look of its own, whatever the number of examples.
    let look =
      TrialLook.due(policy: policy, examples: count, looksBefore: before)
      ?? (isLast && count >= policy.minimumExamples ? TrialLook(policy: policy, number: before) : nil)
    guard let look else { return nil }
    let served = try RecordedExamples(db, config: snapshot.config, window)
    return Trial(config: snapshot.config, champion: champion, look: look, isLast: isLast, served: served)
  }
}
