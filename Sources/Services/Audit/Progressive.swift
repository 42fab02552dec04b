import Domain
import Learning
import Postgres

/// The progressive metrics of two lines of champions on the same recorded interactions, month by month.
struct Progressive: Sendable {
  let pool: PostgresPool
  let models: ModelLibrary
  let work: TrainingThread

  func periods(
    loop: String, actual: [ChampionSpan], counterfactual: [ChampionSpan]
  ) async throws -> [WhatIfReport.Period] {
    let months = try await pool.run { db in
      try db.query(
        """
        SELECT DISTINCT date_trunc('month', occurred_at, 'UTC') FROM fold.joined_example
        WHERE loop = $1 AND label IS NOT NULL ORDER BY 1
        """, [.text(loop)]
      ).map { try $0.timestampMicros(0) }
    }
    var periods: [WhatIfReport.Period] = []
    for (index, month) in months.enumerated() {
      let times = month..<(index + 1 < months.count ? months[index + 1] : Int64.max)
      let name = String(Timestamp(microseconds: month).text.prefix(7))
      guard
        let served = try await metrics(loop, actual, times, asServed: true),
        let other = try await metrics(loop, counterfactual, times, asServed: false)
      else { continue }
      periods.append(WhatIfReport.Period(name: name, actual: served, counterfactual: other))
    }
    return periods
  }

  /// - Parameter asServed: take what was answered instead of what the span's model says.
  private func metrics(
    _ loop: String, _ spans: [ChampionSpan], _ times: Range<Int64>, asServed: Bool
  ) async throws -> ProgressiveMetrics? {
    var metrics = ProgressiveMetrics()
    let ranges = spans.indices.map { index in
      (spans[index].position + 1)..<(index + 1 < spans.count ? spans[index + 1].position + 1 : Int64.max)
    }
    for (span, positions) in zip(spans, ranges) where !positions.isEmpty {
      let window = RecordedExamples.Window(loop: loop, positions: positions, times: times)
      let found = try await pool.run { db -> (LoopConfig, RecordedExamples)? in
        guard let config = try LoopSnapshot.load(db, loop: loop, asOf: .max)?.config else { return nil }
        return (config, try RecordedExamples(db, config: config, window))
      }
      guard let (config, recorded) = found, recorded.examples.count > 0 else { continue }
      if asServed {
        metrics.add(recorded.served, positive: config.label.positive)
      } else {
        let model = try await span.modelID.asyncMap { try await models.model($0) }
        let scores = try await work.run { _ in
          try model.map { try Scores(model: $0, on: recorded.examples) }
            ?? Scores(answer: config.defaultAnswer, on: recorded.examples)
        }
        metrics.add(scores, positive: config.label.positive)
      }
    }
    return metrics.count > 0 ? metrics : nil
  }

  /// Interactions whose only feedback is a reward for the answer that was given: of another answer the log says nothing.
  func unevaluable(loop: String) async throws -> Int {
    try await pool.run { db in
      try db.query(
        """
        SELECT count(*) FROM fold.joined_example j
        WHERE j.loop = $1 AND j.label IS NULL AND j.reward IS NOT NULL
          AND NOT EXISTS (SELECT FROM fold.joined_example k WHERE k.loop = j.loop
            AND k.interaction_id = j.interaction_id AND k.revision > j.revision)
        """, [.text(loop)]
      ).first?.int(0) ?? 0
    }
  }
}
