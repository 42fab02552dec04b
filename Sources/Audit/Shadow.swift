import Domain
import Evaluation
import Ledger
import Postgres
import ReadModels

/// Scores recorded interactions with a stored model, beside what was served: a reader of the read models on a
/// connection of its own, of which the serving path notices nothing.
package struct Shadow: Sendable {
  private let pool: PostgresPool
  private let models: ModelLibrary
  private let work = TrainingThread()

  package init(pool: PostgresPool, models: ModelLibrary) {
    self.pool = pool
    self.models = models
  }

  /// - Parameters:
  ///   - from: the first moment of occurrence; nil: from the beginning.
  ///   - to: the moment after the last; nil: to the end.
  /// - Throws: `LedgerError.missing` where no completed run has that id or nothing in the window has a label.
  package func run(_ id: String, from: Timestamp?, to: Timestamp?) async throws -> ShadowReport {
    let times = (from?.microseconds ?? .min)..<(to?.microseconds ?? .max)
    let found = try await pool.run { db -> (RecordedRun, LoopConfig, RecordedExamples, Int)? in
      try db.transaction {
        try db.script("SET TRANSACTION READ ONLY")
        guard let run = try RecordedRun.load(db, id: id),
          let config = try LoopSnapshot.load(db, loop: run.loop, asOf: .max)?.config
        else { return nil }
        let examples = try RecordedExamples(db, config: config, .init(loop: run.loop, times: times))
        let all = try RecordedInteraction.count(db, loop: run.loop, times: times)
        return (run, config, examples, all)
      }
    }
    guard let (run, config, recorded, all) = found else {
      throw LedgerError(.missing, "no completed run \(id) is in the ledger; millrace.run lists them")
    }
    guard recorded.examples.count > 0 else {
      throw LedgerError(.missing, "no interaction of \(run.loop) in that time has a label yet")
    }
    let shadow = try await models.answerer(run.trial.modelID, config: config)
    return try await work.run { _ in
      let paired = Paired(
        recorded.examples, first: try shadow.scores(on: recorded.examples), second: recorded.served)
      return ShadowReport(
        runID: id, modelID: run.trial.modelID, loop: run.loop, interactions: all, shadow: paired.first.metrics,
        served: paired.second.metrics,
        comparison: try paired.comparison(config.gate))
    }
  }
}
