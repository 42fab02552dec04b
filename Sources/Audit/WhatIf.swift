import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import ReadModels
import Wire

/// The history of a loop's champions under another gate or release policy.
///
/// Every verdict is reached again, on the holdout it was reached on, between the same challenger and the champion that
/// there would have been; every look at a champion on trial is taken again at the same ticks. What would have been
/// trained from another champion is not known: the challengers are those that were. What was decided before the first
/// position stands as it happened.
package struct WhatIf: Sendable {
  /// What the ledger has happen: a round's verdict, or a tick.
  private enum Step: Sendable {
    /// Decided at the end of the dataset's last run; the position is the verdict's.
    case verdict(position: Int64, decidedAt: Int64, dataset: String, challenger: String)
    case tick(position: Int64, time: Timestamp)

    /// Decisions follow each other by what they were decided at, not by what was archived first.
    var decidedAt: Int64 {
      switch self {
      case .verdict(_, let position, _, _), .tick(let position, _): position
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
    let versions = try await pool.run { try WhatIf.versions($0, loop: loop, steps) }
    let line = try await EarlierFolds(pool: pool).with(versions) { schemas in
      let readers = schemas.mapValues { DatasetReader(pool: pool, schema: $0) }
      var line = standing
      for step in steps {
        try Task.checkCancellation()
        switch step {
        case .verdict(let position, _, let dataset, let challenger):
          try await judge(&line, loop, dataset, challenger, position, gate, readers)
        case .tick(let position, let time): try await look(&line, loop, position, time, release)
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
    let verdicts = try db.query(
      """
      SELECT v.position, coalesce(max(r.finished_position), v.position), v.dataset_id, v.challenger
      FROM fold.verdict v LEFT JOIN fold.run r ON r.dataset_id = v.dataset_id AND r.finished_position < v.position
      WHERE v.loop = $1 AND v.outcome IS NOT NULL GROUP BY v.evaluation_id
      """, [.text(loop)]
    ).map {
      Step.verdict(
        position: try $0.int64(0), decidedAt: try $0.int64(1), dataset: try $0.text(2), challenger: try $0.text(3))
    }
    let ticks = try db.query("SELECT position, time FROM fold.tick WHERE loop = $1", [.text(loop)]).map {
      Step.tick(position: try $0.int64(0), time: Timestamp(microseconds: try $0.timestampMicros(1)))
    }
    return (verdicts + ticks).filter { positions.contains($0.decidedAt) }.sorted { $0.decidedAt < $1.decidedAt }
  }

  /// The versions of the folds that fed the datasets judged on, each with the last tick it is needed up to.
  private static func versions(_ db: PostgresSession, loop: String, _ steps: [Step]) throws -> [String: Int64] {
    let datasets = steps.compactMap { if case .verdict(_, _, let dataset, _) = $0 { dataset } else { nil } }
    let rows = try db.query(
      "SELECT fold_version, max(tick_position) FROM fold.dataset WHERE dataset_id = ANY ($1) GROUP BY 1",
      [.textArray(datasets)])
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text(0), try $0.int64(1)) })
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
      + db.query(
        """
        SELECT h.model_id, h.change, h.occurred_at, h.position, coalesce(h.reason, v.reasons->>0, '')
        FROM fold.champion_history h LEFT JOIN fold.verdict v ON v.verdict_id = h.verdict_id
        WHERE h.loop = $1 AND h.decided_at_position < $2 ORDER BY h.generation
        """, [.text(loop), .int(position)]
      ).map {
        ChampionSpan(
          modelID: try $0.optionalText(0), change: try $0.text(1),
          since: Timestamp(microseconds: try $0.timestampMicros(2)), position: try $0.int64(3), reason: try $0.text(4))
      }
  }

  private func judge(
    _ line: inout Counterfactual, _ loop: String, _ datasetID: String, _ challenger: String, _ position: Int64,
    _ gate: GatePolicy?, _ readers: [String: DatasetReader]
  ) async throws {
    guard line.champion != challenger,
      let round = try await pool.run({ try Round.load($0, loop: loop, datasetID: datasetID) }),
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
      challenger, since: round.dataset.tickTime, position: position, reason: decision.reasons.first ?? "")
  }

  private func look(
    _ line: inout Counterfactual, _ loop: String, _ position: Int64, _ time: Timestamp, _ release: ReleasePolicy?
  ) async throws {
    guard var watch = line.watch, let champion = line.champion, watch.position < position else { return }
    // What a tick closes came before it: the bound keeps the query off the ledger's later part.
    let window = RecordedExamples.Window(
      loop: loop, positions: (watch.position + 1)..<position, asOfTick: position)
    let (looks, since) = (watch.looks, watch.since)
    let due = try await pool.run { db -> (LoopConfig, TrialLook, Bool, RecordedExamples)? in
      guard let config = try LoopSnapshot.load(db, loop: loop, asOf: position)?.config else { return nil }
      let policy = release ?? config.release
      guard policy.trial.microseconds > 0 else { return nil }
      let count = try RecordedExamples.count(db, config: config, window)
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
