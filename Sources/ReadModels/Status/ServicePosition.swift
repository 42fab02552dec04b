import Postgres

/// Up to where a service has worked: the projector for all loops, a reactor for one.
package struct ServicePosition: Sendable, Hashable {
  package var name: String
  /// Empty where it is all of them.
  package var loop: String
  package var position: Int64

  /// - Parameter withReactors: whether the reactors' cursors may be read by this login.
  package static func all(_ db: PostgresSession, withReactors: Bool) throws -> [ServicePosition] {
    let reactors = withReactors ? "UNION ALL SELECT reactor, loop, position FROM reactor.cursor" : ""
    return try db.query(
      "SELECT 'projector' AS name, '' AS loop, position FROM fold.checkpoint \(reactors) ORDER BY 1, 2"
    ).map { row in
      ServicePosition(
        name: try row.text("name"), loop: try row.text("loop"), position: try row.int64("position"))
    }
  }
}
