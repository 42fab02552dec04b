import Postgres

/// A joined example as a dataset is made of it, read row by row without memory of its own for each.
package struct DatasetExample {
  /// Of the columns in the order of ``each(_:schema:loop:after:upTo:_:)``.
  private enum Field: Int {
    case interactionID, occurredAt, label, contentHash, source, input, goesByDoors, isImplausible, problems
  }

  private var reader = CopyRowReader()

  package var interactionID: String { get throws { try reader.text(Field.interactionID.rawValue) } }
  /// In microseconds since 1970-01-01T00:00:00Z.
  package var occurredAt: Int64 { get throws { try reader.timestampMicros(Field.occurredAt.rawValue) } }
  package var label: String? { get throws { try reader.optionalText(Field.label.rawValue) } }
  /// SHA-256.
  package var contentHash: [UInt8] { get throws { try reader.bytes(Field.contentHash.rawValue) } }
  package var source: String { get throws { try reader.text(Field.source.rawValue) } }
  /// JSON, as it was sent.
  package var input: [UInt8] { get throws { try reader.withUTF8(Field.input.rawValue) { Array($0) } ?? [] } }
  /// Whether the tick that made it goes by the rules "doors", by which an input of the wrong kind is a missing one wherever
  /// examples are cleaned.
  package var goesByDoors: Bool { get throws { try reader.text(Field.goesByDoors.rawValue) == "t" } }
  /// Whether it is from before these rules and its time is not plausible by them, where the dataset goes by them.
  package var isImplausible: Bool { get throws { try reader.text(Field.isImplausible.rawValue) == "t" } }
  /// What is wrong with the inputs, as JSON: `input`, `reason`, `found` of each, or `reason` and `count`; nil: nothing.
  package var inputProblems: [UInt8]? { get throws { try reader.withUTF8(Field.problems.rawValue) { Array($0) } } }

  /// Gives a closure those that closed at the ticks in (after, upTo] and have no later revision by then, in canonical
  /// order.
  /// - Parameters:
  ///   - schema: the copy of the read models.
  ///   - mark: the adoption of the rules "doors", where the dataset goes by them.
  package static func each(
    _ db: PostgresSession, schema: String, loop: String, after: Int64, upTo tick: Int64, mark: Int64?,
    _ body: (DatasetExample) throws -> Void
  ) throws {
    var example = DatasetExample()
    let adoption = try ExampleSelection.mark(db, schema)
    let schema = quoteIdentifier(schema)
    // A copy that earlier folds made does not say what is wrong with inputs.
    let told = try db.query("SELECT to_regclass($1) IS NOT NULL", [.text(schema + ".input_problem")]).first?.bool(0)
    let problems = told == true ? "i.input_problems" : "NULL::jsonb"
    try db.copyOut(
      """
      COPY (
        SELECT j.interaction_id, j.occurred_at, j.label, j.content_hash, i.source, i.input,
          \(adoption.map { "j.tick_position > \($0)" } ?? "false"),
          \(mark.map { ExampleSelection.isImplausible(schema, mark: $0) } ?? "false"), \(problems)
        \(ExampleSelection.source(schema))
        WHERE j.loop = \(quoteLiteral(loop)) AND j.tick_position > \(after) AND j.tick_position <= \(tick)
          AND \(ExampleSelection.isLatest(schema, asOfTick: "\(tick)"))
        ORDER BY j.occurred_at, j.interaction_id
      ) TO STDOUT
      """
    ) { row in
      example.reader.read(row)
      try body(example)
    }
  }
}
