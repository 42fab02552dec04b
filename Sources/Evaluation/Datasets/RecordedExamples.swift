import Domain
import Learning
import Postgres
import ReadModels
import Wire

/// Recorded interactions whose outcome is known, with what was answered, in canonical order. One that has only a reward,
/// or a label that is none of the configuration's classes, is not among them.
package struct RecordedExamples: Sendable {
  /// Which of a loop's interactions.
  package struct Window: Sendable {
    package var loop: String
    /// Ledger positions of the interactions, [from, to).
    package var positions: Range<Int64>
    /// When they occurred, [from, to).
    package var times: Range<Int64>
    /// What is known up to this tick's position counts.
    package var asOfTick: Int64
    /// Of the serving slot; nil: whichever answered.
    package var generation: Int64?

    package init(
      loop: String, positions: Range<Int64> = 0..<Int64.max, times: Range<Int64> = Int64.min..<Int64.max,
      asOfTick: Int64 = .max, generation: Int64? = nil
    ) {
      self.loop = loop
      self.positions = positions
      self.times = times
      self.asOfTick = asOfTick
      self.generation = generation
    }
  }

  package var examples: ExampleSet
  /// What was answered when they occurred.
  package var served: Scores

  private static let source = """
    FROM fold.joined_example j
    JOIN fold.interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
    WHERE j.loop = $1 AND i.position >= $2 AND i.position < $3 AND j.tick_position <= $4 AND j.label IS NOT NULL
      AND i.occurred_at >= coalesce($5, '-infinity'::timestamptz) AND i.occurred_at < coalesce($6, 'infinity'::timestamptz)
      AND ($7::bigint IS NULL OR i.generation = $7) AND ($8::text[] IS NULL OR j.label = ANY ($8))
      AND NOT EXISTS (SELECT FROM fold.joined_example k WHERE k.loop = j.loop
        AND k.interaction_id = j.interaction_id AND k.revision > j.revision AND k.tick_position <= $4)
    """

  private static func parameters(_ window: Window, _ config: LoopConfig) -> [PostgresValue] {
    [
      .text(window.loop), .int(window.positions.lowerBound), .int(window.positions.upperBound), .int(window.asOfTick),
      window.times.lowerBound == .min ? .null : .timestamp(window.times.lowerBound),
      window.times.upperBound == .max ? .null : .timestamp(window.times.upperBound),
      window.generation.map(PostgresValue.int) ?? .null,
      config.label.classes.isEmpty ? .null : .textArray(config.label.classes),
    ]
  }

  package static func count(_ db: PostgresSession, config: LoopConfig, _ window: Window) throws -> Int {
    try db.query("SELECT count(*) \(source)", parameters(window, config)).first?.int(0) ?? 0
  }

  package init(_ db: PostgresSession, config: LoopConfig, _ window: Window) throws {
    let rows = try db.query(
      """
      SELECT j.occurred_at, j.label, i.input::text, i.output::text \(RecordedExamples.source)
      ORDER BY j.occurred_at, j.interaction_id
      """, RecordedExamples.parameters(window, config))
    var builder = InputBatchBuilder(config.inputs)
    var (times, labels, answers) = ([Int64](), [String](), [[String: JSONValue]]())
    for row in rows {
      _ = builder.append(try JSONReader.parse(Array(try row.text(2).utf8)))
      times.append(try row.timestampMicros(0))
      labels.append(try row.text(1))
      let output = try JSONReader.parse(Array(try row.text(3).utf8))
      answers.append(output["probabilities"]?.object ?? output["label"]?.string.map { [$0: 1] } ?? [:])
    }
    let classes =
      config.label.classes.isEmpty ? Set(labels).union(answers.flatMap(\.keys)).sorted() : config.label.classes
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    let known = labels.map { index[$0] ?? -1 }
    examples = try ExampleSet(inputs: builder.build(), labels: known, times: times, classes: classes)
    served = Scores(
      classes: classes,
      probabilities: answers.flatMap { answer in classes.map { Float(answer[$0]?.double ?? 0) } }, labels: known)
  }
}
