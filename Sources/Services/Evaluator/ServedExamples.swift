import Domain
import Learning
import Postgres
import Wire

/// Joined examples that one generation of a serving slot answered, with the answers as they were given.
struct ServedExamples: Sendable {
  var examples: ExampleSet
  var scores: Scores

  /// How many there are as of a tick.
  static func count(_ db: PostgresSession, loop: String, generation: Int64, asOf tick: Int64) throws -> Int {
    try db.query("SELECT count(*) \(source)", [.text(loop), .int(generation), .int(tick)]).first?.int(0) ?? 0
  }

  private static let source = """
    FROM fold.joined_example j
    JOIN fold.interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
    WHERE j.loop = $1 AND i.generation = $2 AND j.tick_position <= $3 AND j.label IS NOT NULL
      AND j.tick_position > (SELECT coalesce(max(position), 0) FROM fold.champion_history
                             WHERE loop = $1 AND generation = $2)
      AND NOT EXISTS (SELECT FROM fold.joined_example k WHERE k.loop = j.loop
        AND k.interaction_id = j.interaction_id AND k.revision > j.revision AND k.tick_position <= $3)
    """

  /// Reads them in canonical order.
  init(_ db: PostgresSession, loop: String, config: LoopConfig, generation: Int64, asOf tick: Int64) throws {
    let rows = try db.query(
      """
      SELECT j.occurred_at, j.label, i.input::text, i.output::text \(ServedExamples.source)
      ORDER BY j.occurred_at, j.interaction_id
      """, [.text(loop), .int(generation), .int(tick)])
    var builder = InputBatchBuilder(config.inputs)
    var (times, labels, answers) = ([Int64](), [String](), [[String: JSONValue]]())
    for row in rows {
      _ = builder.append(try JSONReader.parse(Array(try row.text(2).utf8)))
      times.append(try row.timestampMicros(0))
      labels.append(try row.text(1))
      let output = try JSONReader.parse(Array(try row.text(3).utf8))
      answers.append(output["probabilities"]?.object ?? [:])
    }
    let classes =
      config.label.classes.isEmpty ? Set(labels).union(answers.flatMap(\.keys)).sorted() : config.label.classes
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    let known = labels.map { index[$0] ?? 0 }
    examples = try ExampleSet(inputs: builder.build(), labels: known, times: times, classes: classes)
    scores = Scores(
      classes: classes,
      probabilities: answers.flatMap { answer in classes.map { Float(answer[$0]?.double ?? 0) } }, labels: known)
  }
}
