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
