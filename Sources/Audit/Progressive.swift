import Domain
import Evaluation
import Postgres
import ReadModels

/// The progressive metrics of two lines of champions on the same recorded interactions, month by month.
struct Progressive: Sendable {
  let pool: PostgresPool
  let models: ModelLibrary
  let work: TrainingThread

  /// - Parameters:
  ///   - from: interactions before this position were answered as they were.
  ///   - progress: is told how many months are done, of how many.
  func periods(
    loop: String, counterfactual: [ChampionSpan], from: Int64, progress: (Int, Int) -> Void
  ) async throws -> [WhatIfReport.Period] {
    let months = try await pool.run { try ExampleMonth.all($0, loop: loop) }
    var periods: [WhatIfReport.Period] = []
    for (index, month) in months.enumerated() {
      progress(index, months.count)
      let times = month.start..<(index + 1 < months.count ? months[index + 1].start : Int64.max)
      let name = String(Timestamp(microseconds: month.start).text.prefix(7))
      // The positions keep the query off the rest of the ledger.
      let positions = month.positions.lowerBound..<(month.positions.upperBound + 1)
      guard let (config, recorded) = try await examples(.init(loop: loop, positions: positions, times: times)) else {
        continue
      }
      var served = ProgressiveMetrics()
      served.add(recorded.served, positive: config.label.positive)
      guard let other = try await answered(by: counterfactual, from: from, recorded, config) else { continue }
      periods.append(WhatIfReport.Period(name: name, actual: served, counterfactual: other))
    }
    progress(months.count, months.count)
    return periods
  }

  /// What was answered before a position, and from there on what each span's model answers to the interactions of its
  /// span.
  private func answered(
    by spans: [ChampionSpan], from: Int64, _ recorded: RecordedExamples, _ config: LoopConfig
  ) async throws -> ProgressiveMetrics? {
    var metrics = ProgressiveMetrics()
    let before = recorded.positions.indices.filter { recorded.positions[$0] < from }
    if !before.isEmpty { metrics.add(recorded.served.rows(before), positive: config.label.positive) }
    for (index, span) in spans.enumerated() {
      let end = index + 1 < spans.count ? spans[index + 1].position + 1 : Int64.max
      let mine = max(span.position + 1, from)..<max(end, from)
      let rows = recorded.positions.indices.filter { mine.contains(recorded.positions[$0]) }
      guard !rows.isEmpty else { continue }
      let answerer = try await models.answerer(span.modelID, config: config)
      let scores = try await work.run { _ in try answerer.scores(on: recorded.examples.subset(rows)) }
      metrics.add(scores, positive: config.label.positive)
    }
    return metrics.count > 0 ? metrics : nil
  }

  /// - Returns: nil where the window has no example.
  private func examples(_ window: ExampleWindow) async throws -> (LoopConfig, RecordedExamples)? {
    try await pool.run { db in
      guard let config = try LoopSnapshot.load(db, loop: window.loop, asOf: .max)?.config else { return nil }
      let recorded = try RecordedExamples(db, config: config, window)
      return recorded.examples.count > 0 ? (config, recorded) : nil
    }
  }

  /// Interactions whose feedback is a reward for the answer that was given, or a label that is none of the classes. Of
  /// another champion's are those behind `from` that were not answered by the model of the span they are in.
  func unevaluable(loop: String, counterfactual spans: [ChampionSpan], from: Int64) async throws
    -> WhatIfReport.Unevaluable
  {
    try await pool.run { db in
      let classes = try LoopSnapshot.load(db, loop: loop, asOf: .max)?.config.label.classes ?? []
      let found = try UnjudgedExamples.count(
        db, loop: loop, classes: classes, from: from, line: spans.map { ($0.position, $0.modelID) })
      return WhatIfReport.Unevaluable(interactions: found.count, ofAnotherChampion: found.ofAnotherModel)
    }
  }
}
