import Domain
import Postgres

extension Tick {
  /// The last tick that moved a loop's clock, with its event's id; nil before the first.
  package static func last(_ db: PostgresSession, loop: String) throws -> (time: Timestamp, eventID: String)? {
    try db.query(
      "SELECT time, event_id FROM fold.tick WHERE loop = $1 ORDER BY position DESC LIMIT 1", [.text(loop)]
    ).first.map { (try $0.timestamp("time"), try $0.text("event_id")) }
  }
}
