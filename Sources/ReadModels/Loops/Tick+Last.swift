import Domain
import Postgres

extension Tick {
  /// The last tick that moved a loop's clock, with its event's id; nil before the first.
  ///
  /// Its time is what the clock shows by the rules in force now: once "doors" is adopted, ticks from before that lay too far
  /// ahead do not count, and where no tick counts there is none.
  package static func last(_ db: PostgresSession, loop: String) throws -> (time: Timestamp, eventID: String)? {
    let row = try db.query(
      """
      SELECT CASE WHEN EXISTS (SELECT FROM fold.rule WHERE name = 'doors') THEN accepted_time ELSE time END AS time,
        event_id
      FROM fold.tick WHERE loop = $1 ORDER BY position DESC LIMIT 1
      """, [.text(loop)]
    ).first
    guard let row, let time = try row.optionalTimestampMicros("time") else { return nil }
    return (Timestamp(microseconds: time), try row.text("event_id"))
  }
}
