import Postgres

/// What a reactor tries again and again for a loop, where `millrace status` reads it.
package struct ReactorRetry: Sendable, Hashable {
  /// Of the event that it tries to decide on; 0: it cannot read the next one.
  package var position: Int64
  /// What the last attempt failed for.
  package var reason: String

  package init(position: Int64, reason: String) {
    self.position = position
    self.reason = reason
  }

  /// Counts one more attempt; the first one since the event before says since when.
  package func save(_ db: PostgresSession, reactor: String, loop: String) throws {
    try db.execute(
      """
      INSERT INTO reactor.retry AS r (reactor, loop, position, reason) VALUES ($1, $2, $3, $4)
      ON CONFLICT (reactor, loop) DO UPDATE SET position = excluded.position, reason = excluded.reason,
        attempts = CASE WHEN r.position = excluded.position THEN r.attempts + 1 ELSE 1 END,
        since = CASE WHEN r.position = excluded.position THEN r.since ELSE excluded.since END
      """, [.text(reactor), .text(loop), .int(position), .text(reason)])
  }

  /// Nothing is tried again any more.
  package static func clear(_ db: PostgresSession, reactor: String, loop: String) throws {
    try db.execute("DELETE FROM reactor.retry WHERE reactor = $1 AND loop = $2", [.text(reactor), .text(loop)])
  }
}
