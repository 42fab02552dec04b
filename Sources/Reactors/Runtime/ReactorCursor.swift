import Postgres

/// Up to where a reactor has decided for a loop.
package struct ReactorCursor: Sendable, Hashable {
  package var position: Int64
  /// The last position of what it emitted. Until the read models have reached it they lack the reactor's own decisions,
  /// so nobody decides on, not even an instance that takes over after a crash.
  package var settled: Int64

  package static func load(_ db: PostgresSession, reactor: String, loop: String) throws -> ReactorCursor {
    let sql = "SELECT position, settled FROM reactor.cursor WHERE reactor = $1 AND loop = $2"
    guard let row = try db.query(sql, [.text(reactor), .text(loop)]).first else {
      return ReactorCursor(position: 0, settled: 0)
    }
    return ReactorCursor(position: try row.int64(0), settled: try row.int64(1))
  }

  /// Moves the cursor on; never back, should two work on one loop for a moment.
  package func save(_ db: PostgresSession, reactor: String, loop: String) throws {
    try db.transaction {
      // A cursor that is lost in a crash only means deciding again.
      try db.script("SET LOCAL synchronous_commit = off")
      try db.execute(
        """
        INSERT INTO reactor.cursor AS c (reactor, loop, position, settled) VALUES ($1, $2, $3, $4)
        ON CONFLICT (reactor, loop) DO UPDATE SET
          position = greatest(c.position, excluded.position), settled = greatest(c.settled, excluded.settled)
        """, [.text(reactor), .text(loop), .int(position), .int(settled)])
      try db.notify("reactor")
    }
  }
}
