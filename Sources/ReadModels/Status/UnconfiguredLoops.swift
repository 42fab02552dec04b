import Domain
import Postgres

/// What came for loops that nobody configured, together: their names come from producers.
package struct UnconfiguredLoops: Sendable, Hashable {
  /// Most names that are told.
  static let mostNames = 10

  /// The names with most, most first, each with the configured one that it looks like.
  package var names: [Name]
  /// How many names there are; a thousand are looked at.
  package var count: Int
  package var interactions: Int64
  package var feedbacks: Int64

  package struct Name: Sendable, Hashable {
    package var loop: String
    package var closest: String?
  }

  /// - Returns: nil where nothing came for any, or where the read models do not tell.
  package static func load(_ db: PostgresSession) throws -> UnconfiguredLoops? {
    guard try db.canRead("millrace", "unconfigured_loop") else { return nil }
    let rows = try db.query(
      "SELECT loop, interactions, feedbacks FROM millrace.unconfigured_loop ORDER BY interactions + feedbacks DESC, loop"
    )
    guard !rows.isEmpty else { return nil }
    let known = try LoopSnapshot.names(db)
    return UnconfiguredLoops(
      names: try rows.prefix(mostNames).map { row in
        let loop = try row.text("loop")
        return Name(loop: loop, closest: LoopConfig.Spelling.closest(to: loop, among: known))
      }, count: rows.count, interactions: try rows.map { try $0.int64("interactions") }.reduce(0, +),
      feedbacks: try rows.map { try $0.int64("feedbacks") }.reduce(0, +))
  }

  /// What there is, and how to mend it.
  package var sentence: String {
    let told = names.map { name in name.loop + (name.closest.map { " (did you mean \($0)?)" } ?? "") }
    let more = count > names.count ? " and \(count - names.count) more" : ""
    return
      "\(Counted.text(interactions, "interaction")) and \(Counted.text(feedbacks, "feedback")) of loops that are not "
      + "configured: \(told.joined(separator: ", "))\(more): nothing is learned from them; state the loop's configuration "
      + "(`millrace loop apply FILE`), or correct the name where they come from"
  }

  package var json: JSONValue {
    [
      "loops": .array(names.map { .string($0.loop) }), "count": .integer(Int64(count)),
      "interactions": .integer(interactions), "feedbacks": .integer(feedbacks), "sentence": .string(sentence),
    ]
  }
}
