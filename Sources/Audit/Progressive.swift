import Domain
import Evaluation
import Postgres
import ReadModels

/// The progressive metrics of two lines of champions on the same recorded interactions, month by month.
struct Progressive: Sendable {
  let pool: PostgresPool
  let models: ModelLibrary
  let work: TrainingThread

  /// - Parameter from: interactions before this position were answered as they were.
  func periods(loop: String, counterfactual: [ChampionSpan], from: Int64) async throws -> [WhatIfReport.Period] {
    let months = try await pool.run { try ExampleMonth.all($0, loop: loop) }
    var periods: [WhatIfReport.Period] = []
    for (index, month) in months.enumerated() {
      let times = month.start..<(index + 1 < months.count ? months[index + 1].start : Int64.max)
      let name = String(Timestamp(microseconds: month.start).text.prefix(7))
      guard
        let served = try await served(.init(loop: loop, times: times)),
        let other = try await answered(by: counterfactual, from: from, loop, times, within: month.positions)
      else { continue }
      periods.append(WhatIfReport.Period(name: name, actual: served, counterfactual: other))
    }
    return periods
  }

  /// What was answered when the interactions occurred.
  private func served(_ window: ExampleWindow) async throws -> ProgressiveMetrics? {
    guard let (config, recorded) = try await examples(window) else { return nil }
    var metrics = ProgressiveMetrics()
    metrics.add(recorded.served, positive: config.label.positive)
    return metrics
  }

  /// What was answered before a position, and from there on what each span's model answers to the interactions of its
  /// span.
  private func answered(
    by spans: [ChampionSpan], from: Int64, _ loop: String, _ times: Range<Int64>, within positions: ClosedRange<Int64>
  ) async throws -> ProgressiveMetrics? {
    var metrics = ProgressiveMetrics()
    if positions.lowerBound < from {
      metrics = try await served(.init(loop: loop, positions: 0..<from, times: times)) ?? metrics
    }
    for (index, span) in spans.enumerated() {
      let end = index + 1 < spans.count ? spans[index + 1].position + 1 : Int64.max
      let mine = max(span.position + 1, from)..<max(end, from)
      guard mine.overlaps(positions) else { continue }
      let window = ExampleWindow(loop: loop, positions: mine, times: times)
      guard let (config, recorded) = try await examples(window) else { continue }
      let answerer = try await models.answerer(span.modelID, config: config)
      let scores = try await work.run { _ in try answerer.scores(on: recorded.examples) }
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
