import Domain
import Evaluation
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
  let pool: PostgresPool
  let models: ModelLibrary
  let work = TrainingThread()

  package init(pool: PostgresPool, models: ModelLibrary) {
    self.pool = pool
    self.models = models
  }

  /// - Parameters:
  ///   - gate: nil: each round's own.
  ///   - release: nil: the one in force at each tick.
  ///   - positions: of the run's ends and ticks that are decided on by these policies, [from, to). What was decided
  ///     before stands, with the champion and the looks at it that there were; what came later changes nothing.
  ///   - progress: is told what is done, from time to time.
  /// - Throws: `LedgerError.missing` where there is no such loop.
  package func run(
    loop: String, gate: GatePolicy?, release: ReleasePolicy?, positions: Range<Int64> = 0..<Int64.max,
    progress tell: @escaping @Sendable (WhatIfProgress) -> Void = { _ in }
  ) async throws -> WhatIfReport {
    let (steps, actual, standing) = try await pool.run { db in
      guard try LoopSnapshot.load(db, loop: loop, asOf: .max) != nil else {
        throw LedgerError(.missing, "there is no loop \(loop); `millrace loop list` lists them")
      }
      return (
        try PastStep.all(db, loop: loop, decidedAt: positions), try ChampionSpan.all(db, loop: loop),
        try Counterfactual.load(db, loop: loop, decidedBefore: positions.lowerBound)
      )
    }
    let datasets = steps.compactMap { if case .verdict(let verdict) = $0 { verdict.datasetID } else { nil } }
    let versions = try await pool.run { try SealedDataset.foldVersions($0, of: datasets) }
    let line = try await EarlierFolds(pool: pool).with(versions) { schemas in
      let readers = schemas.mapValues { DatasetReader(pool: pool, schema: $0) }
      var line = standing
      for (index, step) in steps.enumerated() {
        try Task.checkCancellation()
        tell(WhatIfProgress(stage: .decisions, done: index, of: steps.count))
        switch step {
        case .verdict(let verdict): try await judge(&line, loop, verdict, gate, readers)
        case .tick(let tick): try await look(&line, loop, tick, release)
        }
      }
      return line
    }
    let progress = Progressive(pool: pool, models: models, work: work)
    return WhatIfReport(
      loop: loop, actual: actual, counterfactual: line.spans,
      periods: try await progress.periods(
        loop: loop, counterfactual: line.spans, from: positions.lowerBound
      ) { tell(WhatIfProgress(stage: .months, done: $0, of: $1)) },
      unevaluable: try await progress.unevaluable(
        loop: loop, counterfactual: line.spans, from: positions.lowerBound))
  }
}
