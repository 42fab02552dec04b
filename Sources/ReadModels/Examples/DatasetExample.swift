import Postgres

/// A joined example as a dataset is made of it, read row by row without memory of its own for each.
package struct DatasetExample {
  /// Of the columns in the order of ``each(_:schema:loop:after:upTo:_:)``.
  private enum Field: Int { case interactionID, occurredAt, label, contentHash, source, input, goesByDoors, problems }

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

  /// What is wrong with the inputs, as JSON: `input`, `reason`, `found` of each, or `reason` and `count`; nil: nothing.
  package var inputProblems: [UInt8]? { get throws { try reader.withUTF8(Field.problems.rawValue) { Array($0) } } }

  /// Gives a closure those that closed at the ticks in (after, upTo] and have no later revision by then, in canonical
  /// order.
  /// - Parameter schema: the copy of the read models.
  package static func each(
    _ db: PostgresSession, schema: String, loop: String, after: Int64, upTo tick: Int64,
    _ body: (DatasetExample) throws -> Void
  ) throws {
    var example = DatasetExample()
    let schema = quoteIdentifier(schema)
    // A copy that earlier folds made knows no rules, and does not say what is wrong with inputs.
    func has(_ table: String) throws -> Bool {
      try db.query("SELECT to_regclass($1) IS NOT NULL", [.text("\(schema).\(table)")]).first?.bool(0) ?? false
    }
    let mark = try has("rule") ? "(SELECT r.position FROM \(schema).rule r WHERE r.name = 'doors')" : "NULL::bigint"
    let problems = try has("input_problem") ? "i.input_problems" : "NULL::jsonb"
    try db.copyOut(
      """
      COPY (
        SELECT j.interaction_id, j.occurred_at, j.label, j.content_hash, i.source, i.input,
          coalesce(j.tick_position > \(mark), false), \(problems)
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
