import Domain
import Postgres

/// A tick of a loop's clock.
package struct Tick: Sendable, Hashable {
  package var position: Int64
  package var time: Timestamp

  /// The time of the tick at a ledger position; nil where there is none.
  package static func time(_ db: PostgresSession, loop: String, at position: Int64) throws -> Timestamp? {
    try db.query(
      "SELECT time FROM fold.tick WHERE loop = $1 AND position = $2", [.text(loop), .int(position)]
    ).first?.timestamp("time")
  }

  /// The earliest time that the loop's clock showed at the ticks up to a position; nil before the first tick.
  ///
  /// Time falls only where a tick sets it back, so these and the first tick are all there is to look at.
  package static func firstTime(
    _ db: PostgresSession, loop: String, upTo position: Int64 = .max
  ) throws -> Timestamp? {
    try db.query(
      """
      SELECT least(
        (SELECT t.time FROM fold.tick t WHERE t.loop = $1 AND t.position <= $2 ORDER BY t.position LIMIT 1),
        (SELECT min(t.time) FROM fold.tick t WHERE t.loop = $1 AND t.position <= $2 AND t.is_set_back)) AS time
      """, [.text(loop), .int(position)]
    ).first?.optionalTimestampMicros("time").map(Timestamp.init(microseconds:))
  }

  /// What the loop's clock shows, by the rules in force now; nil before the first tick that counts.
  package static func lastTime(_ db: PostgresSession, loop: String) throws -> Timestamp? {
    try last(db, loop: loop)?.time
  }

  /// SQL: the least time that a loop's clock was set back to at the ticks in (after, upTo]; null where it was not. What
  /// counts from an earlier showing of the clock counts from then at the latest.
  /// - Parameters: expressions of the statement.
  static func setBack(loop: String, after: String, upTo: String) -> String {
    """
    (SELECT min(b.accepted_time) FROM fold.tick b
     WHERE b.loop = \(loop) AND b.position > \(after) AND b.position <= \(upTo) AND b.is_set_back)
    """
  }

  /// All of a loop, in no order.
  package static func all(_ db: PostgresSession, loop: String) throws -> [Tick] {
    try db.query("SELECT position, time FROM fold.tick WHERE loop = $1", [.text(loop)]).map {
      Tick(position: try $0.int64("position"), time: try $0.timestamp("time"))
    }
  }
}
