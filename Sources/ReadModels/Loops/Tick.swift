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

  /// The earliest time a tick states; nil before the first tick.
  package static func firstTime(_ db: PostgresSession, loop: String) throws -> Timestamp? {
    try db.query("SELECT min(time) AS time FROM fold.tick WHERE loop = $1", [.text(loop)])
      .first?.optionalTimestampMicros("time").map(Timestamp.init(microseconds:))
  }

  /// What the loop's clock shows, by the rules in force now: a tick from before their adoption that lies too far ahead does
  /// not count. Nil before the first tick that counts.
  package static func lastTime(_ db: PostgresSession, loop: String) throws -> Timestamp? {
    try db.query(
      """
      SELECT CASE WHEN EXISTS (SELECT FROM fold.rule WHERE name = 'doors') THEN accepted_time ELSE time END AS time
      FROM fold.tick WHERE loop = $1 ORDER BY position DESC LIMIT 1
      """, [.text(loop)]
    ).first?.optionalTimestampMicros("time").map(Timestamp.init(microseconds:))
  }

  /// All of a loop, in no order.
  package static func all(_ db: PostgresSession, loop: String) throws -> [Tick] {
    try db.query("SELECT position, time FROM fold.tick WHERE loop = $1", [.text(loop)]).map {
      Tick(position: try $0.int64("position"), time: try $0.timestamp("time"))
    }
  }
}
