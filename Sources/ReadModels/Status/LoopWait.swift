import Domain
import Postgres

/// Something that a loop waits for, and why.
package struct LoopWait: Sendable, Hashable {
  package var loop: String
  /// `seal`, `feedback`, `round`, `promotion`, `trial`, `model`, `clock`, `config`, or a reactor by its name.
  package var thing: String
  /// That groups, such as `too_few_examples`.
  package var code: String
  /// Why, and how to mend it, for people.
  package var sentence: String
  /// How many there are, and are needed, where something is counted.
  package var have: Int64?
  package var needed: Int64?
  /// On the loop's clock; nil too where it lies beyond the year 9999.
  package var dueAt: Timestamp?

  package init(
    loop: String, thing: String, code: String, sentence: String, have: Int64? = nil, needed: Int64? = nil,
    dueAt: Timestamp? = nil
  ) {
    self.loop = loop
    self.thing = thing
    self.code = code
    self.sentence = sentence
    self.have = have
    self.needed = needed
    self.dueAt = dueAt
  }

  /// In this order they are told: what stops a loop first, what is as it should be last.
  private static let order = [
    "config", "model", "curator", "trainer", "evaluator", "clock", "seal", "train", "evaluate", "trial", "promotion",
    "round", "feedback",
  ]

  /// Those of a loop, or of all, by loop and then the weightiest first. Empty where the live read models are of an earlier
  /// program, which does not tell.
  package static func all(_ db: PostgresSession, loop: String? = nil) throws -> [LoopWait] {
    guard try isTold(db) else { return [] }
    let rows = try db.query(
      """
      SELECT loop, thing, code, sentence, have, needed, due_at FROM millrace.loop_wait
      WHERE $1::text IS NULL OR loop = $1
      """, [loop.map(PostgresValue.text) ?? .null])
    let told = try rows.map { row in
      LoopWait(
        loop: try row.text("loop"), thing: try row.text("thing"), code: try row.text("code"),
        sentence: try row.text("sentence"), have: try row.optionalInt64("have"),
        needed: try row.optionalInt64("needed"),
        dueAt: try row.optionalTimestampMicros("due_at").map(Timestamp.init(microseconds:)))
    }
    let unreadable = try unreadable(db, loop: loop)
    // What the views tell of a seal they take from the configuration that counts for nothing.
    let untrue = Set(unreadable.map(\.loop))
    return (told.filter { $0.thing != "seal" || !untrue.contains($0.loop) } + unreadable).sorted {
      ($0.loop, weight($0), $0.code) < ($1.loop, weight($1), $1.code)
    }
  }

  private static func weight(_ wait: LoopWait) -> Int { order.firstIndex(of: wait.thing) ?? order.count }

  private static func isTold(_ db: PostgresSession) throws -> Bool {
    try db.query("SELECT to_regclass('millrace.loop_wait') IS NOT NULL AS is_there").first?.bool("is_there") ?? false
  }

  /// Loops whose last stated configuration this program cannot read, which SQL cannot tell.
  private static func unreadable(_ db: PostgresSession, loop: String?) throws -> [LoopWait] {
    let rows = try db.query(
      """
      SELECT DISTINCT ON (loop) loop, config::text AS config, config_position FROM fold.loop_version
      WHERE $1::text IS NULL OR loop = $1 ORDER BY loop, config_position DESC
      """, [loop.map(PostgresValue.text) ?? .null])
    return try rows.compactMap { row in
      do {
        _ = try LoopConfig(json: row.json("config"))
        return nil
      } catch let error as LoopConfig.Invalid {
        return LoopWait(
          loop: try row.text("loop"), thing: "config", code: "config_unreadable",
          sentence: "the configuration at position \(try row.int64("config_position")) cannot be read by this program, "
            + "and counts for nothing; apply a good one: "
            + Bounded.text(error.description.split(separator: "\n").joined(separator: "; "), bytes: 600))
      }
    }
  }
}
