import Domain
import Postgres

/// The last tick of a loop's clock that the read models know.
package enum LastTick {
  /// - Returns: nil where the loop had none.
  package static func time(_ db: PostgresSession, loop: String) throws -> Timestamp? {
    try db.query("SELECT max(time) AS time FROM fold.tick WHERE loop = $1", [.text(loop)]).first?
      .optionalTimestampMicros("time").map(Timestamp.init(microseconds:))
  }
}
