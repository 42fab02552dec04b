import Domain
import Postgres

/// A recorded interaction whose label is known, with what was answered. One that has only a reward, or a label that is
/// none of the loop's classes, is not among them.
package struct LabelledExample: Sendable {
  /// Of the interaction in the ledger.
  package var position: Int64
  /// In microseconds since 1970-01-01T00:00:00Z.
  package var occurredAt: Int64
  package var label: String
  package var input: JSONValue
  package var output: JSONValue

  private static let source = """
    \(ExampleSelection.source())
    WHERE j.loop = $1 AND i.position >= $2 AND i.position < $3 AND j.tick_position <= $4 AND j.label IS NOT NULL
      AND i.occurred_at >= coalesce($5, '-infinity'::timestamptz) AND i.occurred_at < coalesce($6, 'infinity'::timestamptz)
      AND ($7::bigint IS NULL OR i.generation = $7) AND ($8::text[] IS NULL OR j.label = ANY ($8))
      AND \(ExampleSelection.isLatest(asOfTick: "$4"))
    """

  private static func parameters(_ window: ExampleWindow, _ classes: [String]) -> [PostgresValue] {
    [
      .text(window.loop), .int(window.positions.lowerBound), .int(window.positions.upperBound), .int(window.asOfTick),
    ] + ExampleWindow.bounds(window.times) + [
      window.generation.map(PostgresValue.int) ?? .null, classes.isEmpty ? .null : .textArray(classes),
    ]
  }

  /// - Parameter classes: that a label may be; none: it may be any.
  package static func count(_ db: PostgresSession, _ window: ExampleWindow, classes: [String]) throws -> Int {
    try db.query("SELECT count(*) AS count \(source)", parameters(window, classes)).first?.int("count") ?? 0
  }

  /// Gives each to a closure, in canonical order.
  /// - Parameter classes: that a label may be; none: it may be any.
  package static func each(
    _ db: PostgresSession, _ window: ExampleWindow, classes: [String], _ body: (LabelledExample) throws -> Void
  ) throws {
    let rows = try db.query(
      """
      SELECT i.position, j.occurred_at, j.label, i.input::text, i.output::text \(source)
      ORDER BY j.occurred_at, j.interaction_id
      """, parameters(window, classes))
    for row in rows {
      try body(
        LabelledExample(
          position: try row.int64("position"), occurredAt: try row.timestampMicros("occurred_at"),
          label: try row.text("label"),
          input: try row.json("input"), output: try row.json("output")))
    }
  }
}
