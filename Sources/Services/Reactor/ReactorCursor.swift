import Postgres

/// Up to where a reactor has decided for a loop.
package enum ReactorCursor {
  package static func load(_ db: PostgresSession, reactor: String, loop: String) throws -> Int64 {
    let sql = "SELECT position FROM reactor.cursor WHERE reactor = $1 AND loop = $2"
    return try db.query(sql, [.text(reactor), .text(loop)]).first?.int64(0) ?? 0
  }

  /// Moves the cursor on; never back, should two work on one loop for a moment.
  package static func save(_ db: PostgresSession, reactor: String, loop: String, position: Int64) throws {
    try db.transaction {
      // A cursor that is lost in a crash only means deciding again.
      try db.script("SET LOCAL synchronous_commit = off")
      try db.execute(
        """
        INSERT INTO reactor.cursor AS c (reactor, loop, position) VALUES ($1, $2, $3)
        ON CONFLICT (reactor, loop) DO UPDATE SET position = greatest(c.position, excluded.position)
        """, [.text(reactor), .text(loop), .int(position)])
      try db.notify("reactor")
    }
  }
}
