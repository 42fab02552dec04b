import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import ReadModels

/// Judges challengers on the holdout before they serve, and champions on trial by their served feedback.
package struct Evaluator: Reactor {
  package let name = ReactorName.evaluator.rawValue
  package let types: [any EventData.Type] = [RunCompleted.self, RunFailed.self, ClockTicked.self]
  let reader: DatasetReader
  let models: ModelLibrary
  let work: TrainingThread

  package init(reader: DatasetReader, models: ModelLibrary, work: TrainingThread) {
    self.reader = reader
    self.models = models
    self.work = work
  }

  package func stage(of event: LedgerEvent) -> RoundStage { event.type == ClockTicked.type ? .trial : .evaluate }

  package func react(to event: LedgerEvent, context: ReactorContext) async throws {
    if event.type == ClockTicked.type {
      try await watch(at: event, context: context)
    } else {
      try await judge(after: event, context: context)
    }
  }

  /// What the ledger says of a dataset's runs once the last of them has ended.
  private struct Facts: Sendable {
    var round: Round
    var candidates: [ChallengerSelection.Candidate]
    var champion: Champion
  }

  private func judge(after event: LedgerEvent, context: ReactorContext) async throws {
    let loop = context.loop
    guard let facts = try await context.pool.run({ try Evaluator.facts($0, loop: loop, end: event) }) else { return }
    context.datasetID = facts.round.dataset.id
    let selected = try await select(facts.candidates)
    let (dataset, gate) = (facts.round.dataset, facts.round.config.gate)
    let evaluation = Digest.id("evaluation", ["dataset": .string(dataset.id)])
    let gateDigest = facts.round.config.gateDigest
    let champion = facts.champion.modelID
    let selection = ChallengerSelection.stated(facts.candidates)
    try await context.emit(
      EvaluationStarted(
        evaluationID: evaluation, datasetID: dataset.id, challenger: selected.modelID, champion: champion,
        generation: facts.champion.generation, gateDigest: gateDigest,
        selection: selection.named, moreCandidates: selection.more), identity: .string(evaluation), subject: evaluation,
      round: dataset.id)
    // The gate stands in the ledger before its result exists.
    try await context.settle()
    let read = try await reader.dataset(loop: loop, of: facts.round)
    let (holdout, problem) = try await score(facts, challenger: selected.modelID, on: read.part(.holdout))
    let result = try GateResult(holdout, gate: gate, force: dataset.isForced)
    let (decision, told) = (result.decision, result.told(notes: read.notes))
    let verdict = try await context.emit(
      VerdictReached(
        evaluationID: evaluation, datasetID: dataset.id, runID: selected.runID, challenger: selected.modelID,
        champion: champion, outcome: decision.outcome,
        reasons: told.reasons + [problem].compactMap { $0.map { Evaluator.standIn(champion, $0) } },
        codes: told.codes + (problem == nil ? [] : ["champion_unreadable"]), moreReasons: told.moreReasons,
        gateDigest: gateDigest, forced: decision.isForced,
        metrics: .init(
          challenger: HoldoutMetrics(holdout.first.metrics), champion: HoldoutMetrics(holdout.second.metrics)),
        test: result.comparison?.result, slices: told.slices, moreSlices: told.moreSlices),
      identity: .string(evaluation), subject: evaluation, round: dataset.id)
    context.logger.info(
      "verdict reached", metadata: ["challenger": "\(selected.modelID)", "outcome": "\(decision.outcome)"])
    guard decision.outcome == .promote else { return }
    // Another topic carries it: the verdict stands in the ledger before what follows from it.
    try await context.settle()
    try await context.emit(
      ModelPromoted(
        slot: loop, modelID: selected.modelID, generation: facts.champion.generation + 1,
        replacesGeneration: facts.champion.generation, decidedAtPosition: event.position, predecessor: champion,
        verdictID: verdict, forced: decision.isForced),
      identity: .string(evaluation), subject: selected.modelID, round: dataset.id)
  }

  /// The best of the dataset's models that can be loaded.
  /// - Throws: `RoundFailure` with code `noModel` where there is none.
  private func select(
    _ candidates: [ChallengerSelection.Candidate]
  ) async throws -> ChallengerSelection.Candidate {
    var (left, problems) = (candidates, [String]())
    while let best = ChallengerSelection.select(left) {
      switch try await RoundFailure.catching({ try await models.model(best.modelID) }) {
      case .success: return best
      case .failure(let problem):
        problems.append("\(best.modelID): \(problem.sentence)")
        left.removeAll { $0 == best }
      }
    }
    throw RoundFailure(
      .noModel,
      problems.isEmpty
        ? "no run of the dataset came to a model; millrace.run says why, in its column reason"
        : "no run of the dataset came to a model that can be loaded: " + problems.joined(separator: "; "))
  }

  /// Challenger and champion on the holdout; why the default answer stands for the champion, where it does.
  private func score(
    _ facts: Facts, challenger: String, on holdout: ExampleSet
  ) async throws -> (holdout: Paired, problem: RoundFailure?) {
    let config = facts.round.config
    let (champion, problem) = try await models.champion(facts.champion.modelID, config: config, on: holdout)
    let first = try await RoundFailure.catching {
      let model = try await models.answerer(challenger, config: config)
      return try await work.run { _ in try model.scores(on: holdout) }
    }
    switch first {
    case .failure(let failure): throw RoundFailure(.challengerUnreadable, "\(challenger): \(failure.sentence)")
    case .success(let scores):
      return (
        try await work.run { _ in Paired(holdout, first: scores, second: try champion.scores(on: holdout)) }, problem
      )
    }
  }

  /// What a verdict says where the default answer stands for a model.
  static func standIn(_ model: String?, _ problem: RoundFailure) -> String {
    "the default answer stands for \(model ?? "the default answer"), which cannot be used here: \(problem.sentence)"
  }

  /// - Returns: nil while runs of the dataset are open as of the event.
  private static func facts(_ db: PostgresSession, loop: String, end event: LedgerEvent) throws -> Facts? {
    guard let dataset = try RunRecord.dataset(db, loop: loop, endedAt: event.position),
      let round = try Round.load(db, loop: loop, datasetID: dataset)
    else { return nil }
    let ended = try RunRecord.ended(db, dataset: dataset, by: event.position)
    // Those that the run which ended here was planned with; a run that says otherwise does not keep the round open.
    guard let trials = ended.first(where: { $0.endPosition == event.position })?.trials else { return nil }
    let runs = ended.filter { $0.trials == trials }
    guard Set(runs.map(\.trialIndex)).isSuperset(of: 0..<trials) else { return nil }
    let candidates = runs.filter(\.isCompleted).map { run in
      ChallengerSelection.Candidate(
        modelID: run.modelID, runID: run.id, trial: run.trial, trialIndex: run.trialIndex,
        validationLogLoss: run.validationLogLoss ?? .infinity)
    }
    return Facts(
      round: round, candidates: candidates, champion: try Champion.load(db, loop: loop, decidedBefore: event.position))
  }
}
