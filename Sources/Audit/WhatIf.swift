import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import ReadModels

/// The history of a loop's champions under another gate or release policy.
///
/// Every verdict is reached again, on the holdout it was reached on, between the same challenger and the champion that
/// there would have been; every look at a champion on trial is taken again at the same ticks. What would have been
/// trained from another champion is not known: the challengers are those that were. What was decided before the first
/// position stands as it happened.
package struct WhatIf: Sendable {
  /// What the ledger has happen: a round's verdict, or a tick.
  private enum Step: Sendable {
    case verdict(VerdictRecord)
    case tick(Tick)

    /// Decisions follow each other by what they were decided at, not by what was archived first.
    var decidedAt: Int64 {
      switch self {
      case .verdict(let verdict): verdict.decidedAt
      case .tick(let tick): tick.position
      }
    }
  }

  private let pool: PostgresPool
  private let models: ModelLibrary
  private let work = TrainingThread()

  package init(pool: PostgresPool, models: ModelLibrary) {
    self.pool = pool
    self.models = models
  }

  /// - Parameters:
  ///   - gate: nil: each round's own.
  ///   - release: nil: the one in force at each tick.
  ///   - positions: of the run's ends and ticks that are decided on by these policies, [from, to). What was decided
  ///     before stands, with the champion and the looks at it that there were; what came later changes nothing.
  /// - Throws: `LedgerError.missing` where there is no such loop.
  package func run(
    loop: String, gate: GatePolicy?, release: ReleasePolicy?, positions: Range<Int64> = 0..<Int64.max
  ) async throws -> WhatIfReport {
    let (steps, actual, standing) = try await pool.run { db in
      guard try LoopSnapshot.load(db, loop: loop, asOf: .max) != nil else {
        throw LedgerError(.missing, "there is no loop \(loop); `millrace loop list` lists them")
      }
      return (
        try WhatIf.steps(db, loop: loop, positions), try WhatIf.actual(db, loop: loop),
        try WhatIf.standing(db, loop: loop, before: positions.lowerBound)
      )
    }
    let datasets = steps.compactMap { if case .verdict(let verdict) = $0 { verdict.datasetID } else { nil } }
    let versions = try await pool.run { try SealedDataset.foldVersions($0, of: datasets) }
    let line = try await EarlierFolds(pool: pool).with(versions) { schemas in
      let readers = schemas.mapValues { DatasetReader(pool: pool, schema: $0) }
      var line = standing
      for step in steps {
        try Task.checkCancellation()
        switch step {
        case .verdict(let verdict): try await judge(&line, loop, verdict, gate, readers)
        case .tick(let tick): try await look(&line, loop, tick.position, tick.time, release)
        }
      }
      return line
    }
    let progress = Progressive(pool: pool, models: models, work: work)
    return WhatIfReport(
      loop: loop, actual: actual, counterfactual: line.spans,
      periods: try await progress.periods(loop: loop, counterfactual: line.spans, from: positions.lowerBound),
      unevaluable: try await progress.unevaluable(
        loop: loop, counterfactual: line.spans, from: positions.lowerBound))
  }

  private static func steps(_ db: PostgresSession, loop: String, _ positions: Range<Int64>) throws -> [Step] {
    let verdicts = try VerdictRecord.all(db, loop: loop).map(Step.verdict)
    let ticks = try Tick.all(db, loop: loop).map(Step.tick)
    return (verdicts + ticks).filter { positions.contains($0.decidedAt) }.sorted { $0.decidedAt < $1.decidedAt }
  }

  /// The champions that were, and whether the last is on trial, once all before a position was decided on.
  private static func standing(_ db: PostgresSession, loop: String, before position: Int64) throws -> Counterfactual {
    var line = Counterfactual(spans: try actual(db, loop: loop, decidedBefore: position))
    let champion = try Champion.load(db, loop: loop, decidedBefore: position)
    if let since = champion.since, let looks = try champion.looks(db, loop: loop, before: position) {
      line.watch = Counterfactual.Watch(
        predecessor: champion.predecessor, since: since, position: champion.position, looks: looks)
    }
    return line
  }

  private static func actual(
    _ db: PostgresSession, loop: String, decidedBefore position: Int64 = .max
  ) throws -> [ChampionSpan] {
    let start = ChampionSpan(modelID: nil, change: "start", since: nil, position: 0, reason: "the default answer")
    return try [start]
      + ChampionChange.all(db, loop: loop, decidedBefore: position).map { change in
        ChampionSpan(
          modelID: change.modelID, change: change.change, since: change.since, position: change.position,
          reason: change.reason)
      }
  }

  private func judge(
    _ line: inout Counterfactual, _ loop: String, _ verdict: VerdictRecord, _ gate: GatePolicy?,
    _ readers: [String: DatasetReader]
  ) async throws {
    let challenger = verdict.challenger
    guard line.champion != challenger,
      let round = try await pool.run({ try Round.load($0, loop: loop, datasetID: verdict.datasetID) }),
      let reader = readers[round.dataset.foldVersion]
    else { return }
    let dataset = try await reader.dataset(loop: loop, of: round)
    let holdout = dataset.part(.holdout)
    let policy = gate ?? round.config.gate
    let model = try await models.model(challenger)
    let champion = try await line.champion.asyncMap { try await models.model($0) }
    let config = round.config
    let judge = try await work.run { _ in
      Judge(
        examples: holdout, challenger: try Scores(model: model, on: holdout),
        champion: try champion.map { try Scores(model: $0, on: holdout) }
          ?? Scores(answer: config.defaultAnswer, on: holdout))
    }
    let decision = GateDecision(
      policy: policy,
      comparison: try judge.comparison(metric: policy.metric, confidence: policy.confidence, block: policy.block),
      count: holdout.count, slices: judge.slices(policy.guardrails), force: round.dataset.isForced)
    guard decision.outcome == .promote else { return }
    line.promote(
      challenger, since: round.dataset.tickTime, position: verdict.position, reason: decision.reasons.first ?? "")
  }

  private func look(
    _ line: inout Counterfactual, _ loop: String, _ position: Int64, _ time: Timestamp, _ release: ReleasePolicy?
  ) async throws {
    guard var watch = line.watch, let champion = line.champion, watch.position < position else { return }
    // What a tick closes came before it: the bound keeps the query off the ledger's later part.
    let window = ExampleWindow(
      loop: loop, positions: (watch.position + 1)..<position, asOfTick: position)
    let (looks, since) = (watch.looks, watch.since)
    let due = try await pool.run { db -> (LoopConfig, TrialLook, Bool, RecordedExamples)? in
      guard let config = try LoopSnapshot.load(db, loop: loop, asOf: position)?.config else { return nil }
      let policy = release ?? config.release
      guard policy.trial.microseconds > 0 else { return nil }
      let count = try LabelledExample.count(db, window, classes: config.label.classes)
      let isLast = time >= since + policy.trial
      let look =
        TrialLook.due(policy: policy, examples: count, looksBefore: looks)
        ?? (isLast && count >= policy.minimumExamples ? TrialLook(policy: policy, number: looks) : nil)
      guard let look else { return nil }
      return (config, look, isLast, try RecordedExamples(db, config: config, window))
    }
    guard let (config, look, isLast, recorded) = due else { return }
    let model = try await models.model(champion)
    let predecessor = try await watch.predecessor.asyncMap { try await models.model($0) }
    let comparison = try await work.run { _ in
      try Judge(
        examples: recorded.examples, challenger: try Scores(model: model, on: recorded.examples),
        champion: try predecessor.map { try Scores(model: $0, on: recorded.examples) }
          ?? Scores(answer: config.defaultAnswer, on: recorded.examples)
      ).comparison(metric: config.gate.metric, confidence: look.confidence, block: config.gate.block)
    }
    guard let comparison else { return }
    watch.looks = look.number + 1
    switch look.judge(comparison, isLast: isLast) {
    case .undecided: line.watch = watch
    case .kept: line.watch = nil
    case .worse:
      line.rollBack(
        to: watch.predecessor, at: time, position: position,
        reason: "worse than its predecessor on \(comparison.count) examples")
    }
  }
}
