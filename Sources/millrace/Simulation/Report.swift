import Artifacts
import Domain
import Evaluation
import Foundation
import Learning
import Postgres
import Statistics
import Wire

/// What a simulation came to.
struct Report: Sendable {
  struct Period: Sendable {
    var name: String
    var count: Int
    var millrace: PeriodMetrics
    var firstChampion: PeriodMetrics?
    var defaultAnswer: PeriodMetrics
  }

  var decisions: Int
  var seconds: Double
  var champions: [JSONValue]
  var rounds: [JSONValue]
  var periods: [Period]
  /// The day on which each promotion or rollback took effect, with what changed.
  var changes: [(day: String, change: String)]
  var ledger: JSONValue

  var json: JSONValue {
    [
      "decisions": .integer(Int64(decisions)), "seconds": .number(seconds), "champions": .array(champions),
      "rounds": .array(rounds),
      "periods": .array(
        periods.map { period in
          [
            "period": .string(period.name), "n": .integer(Int64(period.count)), "millrace": period.millrace.json,
            "first_champion": period.firstChampion?.json ?? .null, "default": period.defaultAnswer.json,
          ]
        }),
      "ledger": ledger,
    ]
  }
}

extension Report {
  static func make(
    _ stack: Stack, config: LoopConfig, data: RecordedData, answers: [Answer], seconds: Double
  ) async throws -> Report {
    let name = config.name
    let history = try await stack.pool.run { db in
      try db.query(
        "SELECT generation, model_id, change, occurred_at FROM fold.champion_history WHERE loop = $1 ORDER BY generation",
        [.text(name)]
      ).map { row in
        (try row.optionalText(1), try row.text(2), Timestamp(microseconds: try row.timestampMicros(3)).text)
      }
    }
    let rounds = try await stack.pool.run { try Report.rounds($0, loop: name) }
    let ledger = try await stack.pool.run { db -> JSONValue in
      var counts: [String: JSONValue] = [:]
      for row in try db.query("SELECT type, count(*) FROM ledger.event WHERE loop = $1 GROUP BY 1", [.text(name)]) {
        counts[try row.text(0)] = .integer(try row.int64(1))
      }
      return .object(counts)
    }
    var first: [Answer]?
    if let model = history.first?.0 {
      let library = ModelLibrary(pool: stack.pool, artifacts: try ArtifactStore(pool: stack.pool), learners: .standard)
      first = try Report.replay(try await library.model(model), config: config, data: data)
    }
    return Report(
      decisions: answers.count, seconds: seconds, champions: history.map { $0.0.map(JSONValue.string) ?? .null },
      rounds: rounds, periods: Report.periods(config, data, answers, first),
      changes: history.map { (String($0.2.prefix(10)), $0.1) }, ledger: ledger)
  }

  private static func rounds(_ db: PostgresSession, loop: String) throws -> [JSONValue] {
    let rows = try db.query(
      """
      SELECT d.dataset_id, v.run_id, v.challenger, v.champion, v.outcome, v.test::text, v.reasons::text, d.tick_time,
        EXISTS (SELECT FROM fold.champion_history h JOIN fold.champion_history b
          ON b.loop = h.loop AND b.generation = h.generation + 1 AND b.change = 'rolled_back'
          WHERE h.loop = d.loop AND h.verdict_id = v.verdict_id),
        v.metrics::text, v.forced
      FROM fold.dataset d LEFT JOIN fold.verdict v ON v.dataset_id = d.dataset_id
      WHERE d.loop = $1 ORDER BY d.position
      """, [.text(loop)])
    return try rows.map { row in
      func text(_ column: Int) throws -> JSONValue { try row.optionalText(column).map(JSONValue.string) ?? .null }
      func json(_ column: Int) throws -> JSONValue {
        try row.optionalText(column).map { try JSONReader.parse(Array($0.utf8)) } ?? .null
      }
      var outcome: JSONValue = .null
      if let stated = try row.optionalText(4) {
        outcome = stated == "refuse" ? "refused" : try row.bool(8) ? "rolled_back" : "promoted"
      }
      return [
        "dataset": try text(0), "run": try text(1), "challenger": try text(2), "champion": try text(3),
        "outcome": outcome, "test": try json(5), "reasons": try json(6), "metrics": try json(9),
        "forced": try row.optionalBool(10).map(JSONValue.bool) ?? .null,
        "tick": .string(Timestamp(microseconds: try row.timestampMicros(7)).text),
      ]
    }
  }

  /// What a model would have answered to every row.
  private static func replay(_ model: any Model, config: LoopConfig, data: RecordedData) throws -> [Answer] {
    var answers: [Answer] = []
    let positive = model.classes.firstIndex(of: config.label.positive ?? "")
    let index = Dictionary(uniqueKeysWithValues: model.classes.enumerated().map { ($1, $0) })
    for start in stride(from: 0, to: data.rows.count, by: 4096) {
      let rows = data.rows[start..<min(start + 4096, data.rows.count)]
      var builder = InputBatchBuilder(config.inputs)
      for row in rows { _ = builder.append(try JSONReader.parse(Array(data.input(row)))) }
      let probabilities = try model.predict(builder.build())
      for (offset, row) in rows.enumerated() {
        let values = probabilities[offset * model.classes.count..<(offset + 1) * model.classes.count]
        answers.append(
          Answer(
            label: model.classes[Metrics.answer(values)],
            positive: positive.map { values[values.startIndex + $0] } ?? 0,
            truth: index[row.label].map { values[values.startIndex + $0] } ?? 0, generation: 1, model: nil))
      }
    }
    return answers
  }

  private static func periods(
    _ config: LoopConfig, _ data: RecordedData, _ answers: [Answer], _ first: [Answer]?
  ) -> [Period] {
    let fallback = config.defaultAnswer
    func standard(_ row: RecordedData.Row) -> Answer {
      Answer(
        label: fallback.label, positive: Float(fallback.probabilities[config.label.positive ?? ""] ?? 0),
        truth: Float(fallback.probabilities[row.label] ?? (row.label == fallback.label ? 1 : 0)), generation: 0,
        model: nil)
    }
    let span = (data.rows.last?.time.microseconds ?? 0) - (data.rows.first?.time.microseconds ?? 0)
    // By month, or by day where the data spans less than two months.
    let length = span < 62 * 86_400_000_000 ? 10 : 7
    let groups = Dictionary(grouping: answers.indices) { String(data.rows[$0].time.text.prefix(length)) }
    return groups.keys.sorted().map { name in
      let rows = groups[name] ?? []
      func metrics(_ answer: (Int) -> Answer) -> PeriodMetrics {
        PeriodMetrics(rows.map { (answer($0), data.rows[$0].label) }, positive: config.label.positive)
      }
      return Period(
        name: name, count: rows.count, millrace: metrics { answers[$0] },
        firstChampion: first.map { first in metrics { first[$0] } },
        defaultAnswer: metrics { standard(data.rows[$0]) })
    }
  }
}
