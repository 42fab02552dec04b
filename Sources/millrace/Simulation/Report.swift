import Artifacts
import Domain
import Evaluation
import Foundation
import Learning
import Postgres
import ReadModels
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
  var rows: RowCounts
  /// Why there is no champion, in words; nil where there is one.
  var missingChampion: String?
  /// Labels of played rows that became known after the last tick.
  var unknownLabels: Int

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
      "ledger": ledger, "rows": rows.json(played: decisions, unknown: unknownLabels),
    ]
  }
}

extension Report {
  static func make(
    _ stack: Stack, config: LoopConfig, data: RecordedData, played: Playback, seconds: Double
  ) async throws -> Report {
    let name = config.name
    try data.counts.check(played: played.answers.count)
    let (history, rounds) = try await stack.pool.run { db in
      (try ChampionChange.all(db, loop: name), try RoundOutcome.all(db, loop: name).map(Report.round))
    }
    let examples = try await stack.pool.run { try LabelledExample.closed($0, loop: name, after: 0, upTo: .max) }
    let ledger = try await stack.pool.run { db -> JSONValue in
      var counts: [ByteText: JSONValue] = [:]
      for row in try db.query("SELECT type, count(*) FROM ledger.event WHERE loop = $1 GROUP BY 1", [.text(name)]) {
        counts[try row.text(0)] = .integer(try row.int64(1))
      }
      return .object(counts)
    }
    var first: [Answer]?
    if let model = history.first?.modelID {
      let library = ModelLibrary(pool: stack.pool, artifacts: try ArtifactStore(pool: stack.pool), learners: .standard)
      first = try Report.replay(try await library.model(model), config: config, data: data)
    }
    return Report(
      decisions: played.answers.count, seconds: seconds,
      champions: history.map { $0.modelID.map(JSONValue.string) ?? .null },
      rounds: rounds, periods: Report.periods(config, data, played, first),
      changes: history.map { (String($0.since.text.prefix(10)), $0.change) }, ledger: ledger, rows: data.counts,
      missingChampion: history.isEmpty ? Report.missingChampion(config, rounds, examples: examples) : nil,
      unknownLabels: data.rows.count { $0.label != nil && played.label($0) == nil })
  }

  private static func round(_ round: RoundOutcome) -> JSONValue {
    func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    return [
      "dataset": .string(round.datasetID), "run": text(round.runID), "challenger": text(round.challenger),
      "champion": text(round.champion), "outcome": text(round.word), "test": round.test, "reasons": round.reasons,
      "metrics": round.metrics, "forced": round.isForced.map(JSONValue.bool) ?? .null,
      "tick": .string(round.tickTime.text), "failure": text(round.failure),
    ]
  }

  /// What a model would have answered to every row.
  private static func replay(_ model: any Model, config: LoopConfig, data: RecordedData) throws -> [Answer] {
    var answers: [Answer] = []
    for start in stride(from: 0, to: data.rows.count, by: 4096) {
      let rows = data.rows[start..<min(start + 4096, data.rows.count)]
      var builder = InputBatchBuilder(config.inputs)
      for row in rows { _ = builder.append(try JSONReader.parse(Array(data.input(row)))) }
      let scores = try Scores(model: model, on: builder.build(), truths: rows.map { $0.label?.name ?? "" })
      answers += (0..<scores.count).map { row in
        Answer(
          label: scores.answer(row), positive: config.label.positive.map { scores.probability(of: $0, row) } ?? 0,
          truth: scores.truth(row), generation: 1, model: nil)
      }
    }
    return answers
  }

  private static func periods(
    _ config: LoopConfig, _ data: RecordedData, _ played: Playback, _ first: [Answer]?
  ) -> [Period] {
    let fallback = config.defaultAnswer
    let answers = played.answers
    func standard(_ label: String) -> Answer {
      Answer(
        label: fallback.label, positive: Float(fallback.probabilities[config.label.positive ?? ""] ?? 0),
        truth: Float(fallback.probability(of: label)), generation: 0, model: nil)
    }
    let span = (data.rows.last?.time.microseconds ?? 0) - (data.rows.first?.time.microseconds ?? 0)
    // By month, or by day where the data spans less than two months.
    let length = span < 62 * 86_400_000_000 ? 10 : 7
    let groups = Dictionary(grouping: answers.indices) { String(data.rows[$0].time.text.prefix(length)) }
    return groups.keys.sorted().map { name in
      let rows = groups[name] ?? []
      func metrics(_ answer: (Int) -> Answer) -> PeriodMetrics {
        // Judged by what came out, as far as it was known by the end.
        let judged = rows.compactMap { row in played.label(data.rows[row]).map { (answer(row), label: $0) } }
        return PeriodMetrics(judged, positive: config.label.positive)
      }
      return Period(
        name: name, count: rows.count, millrace: metrics { answers[$0] },
        firstChampion: first.map { first in metrics { first[$0] } },
        defaultAnswer: metrics { standard(data.rows[$0].label?.name ?? "") })
    }
  }
}
