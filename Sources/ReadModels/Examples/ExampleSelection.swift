import Postgres

/// The SQL by which joined examples, `j`, are chosen in the copy of the read models that a schema holds.
enum ExampleSelection {
  /// The live copy.
  static let live = "fold"

  /// `FROM` joined examples and `i`, their interactions.
  /// - Parameter schema: quoted where it has to be.
  static func source(_ schema: String = live) -> String {
    """
    FROM \(schema).joined_example j
    JOIN \(schema).interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
    """
  }

  /// The position at which a copy of the read models has the rules "doors" adopted; nil: they are not, or earlier folds made
  /// the copy, which know no rules.
  /// - Parameter schema: without quotes.
  static func mark(_ db: PostgresSession, _ schema: String) throws -> Int64? {
    let rule = quoteIdentifier(schema) + ".rule"
    guard try db.query("SELECT to_regclass($1) IS NOT NULL", [.text(rule)]).first?.bool(0) ?? false else { return nil }
    return try db.query("SELECT position FROM \(rule) WHERE name = 'doors'").first?.int64(0)
  }

  /// The condition that an example of before the adoption occurred outside the bounds for times that an interaction behind
  /// it would be held to: 30_interaction.sql and 50_closing_example.sql of the folds.
  static func isImplausible(_ schema: String = live, mark: Int64) -> String {
    """
    CASE WHEN i.position <= \(mark) THEN coalesce((
      SELECT v.clock = 'recorded' AND (i.occurred_at < clock.time - v.plausible_before
        OR i.occurred_at > clock.time + v.plausible_after)
      FROM \(schema).loop_version v CROSS JOIN (SELECT coalesce(i.first_tick_time, i.recorded_at) AS time) clock
      WHERE v.loop = i.loop AND v.position < i.position ORDER BY v.position DESC LIMIT 1), false) ELSE false END
    """
  }

  /// The condition that no later revision of the example is known.
  /// - Parameter asOfTick: SQL: the position of the tick up to which revisions count; nil: all count.
  static func isLatest(_ schema: String = live, asOfTick: String? = nil) -> String {
    """
    NOT EXISTS (SELECT FROM \(schema).joined_example k WHERE k.loop = j.loop
      AND k.interaction_id = j.interaction_id AND k.revision > j.revision\
    \(asOfTick.map { " AND k.tick_position <= \($0)" } ?? ""))
    """
  }
}
