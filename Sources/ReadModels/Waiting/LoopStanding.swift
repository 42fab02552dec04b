import Postgres

/// How far everything that works on a loop has come, as one statement saw it.
package struct LoopStanding: Sendable, Hashable {
  /// Where the ledger ends.
  package var head: Int64
  /// Where the read models stand.
  package var checkpoint: Int64?
  /// Up to where each reactor has decided for the loop.
  package var cursors: [String: Int64]
  /// What the loop's slot serves; 0 before its first promotion.
  package var generation: Int64

  package init(head: Int64, checkpoint: Int64?, cursors: [String: Int64], generation: Int64) {
    self.head = head
    self.checkpoint = checkpoint
    self.cursors = cursors
    self.generation = generation
  }

  package static func load(_ db: PostgresSession, loop: String) throws -> LoopStanding {
    // One statement: of two, the second could see a cursor move past what the first took for the ledger's end.
    let rows = try db.query(
      """
      SELECT h.position, (SELECT max(position) FROM fold.checkpoint) AS checkpoint, c.reactor, c.position AS cursor,
        coalesce((SELECT generation FROM fold.serving_slot WHERE loop = $1), 0) AS generation
      FROM ledger.head h LEFT JOIN reactor.cursor c ON c.loop = $1
      """, [.text(loop)])
    var standing = LoopStanding(head: 0, checkpoint: nil, cursors: [:], generation: 0)
    for row in rows {
      standing.head = try row.int64("position")
      standing.checkpoint = try row.optionalInt64("checkpoint")
      standing.generation = try row.int64("generation")
      if let reactor = try row.optionalText("reactor") { standing.cursors[reactor] = try row.int64("cursor") }
    }
    return standing
  }

  /// Who does not stand where the ledger ends, in words; nobody: the loop is settled, and nothing follows any more from
  /// what the ledger has.
  /// - Parameter reactors: those that have to have decided on everything, in whatever process they run.
  package func behind(_ reactors: [String]) -> [String] {
    func place(_ position: Int64?) -> String { position.map { "stands at \($0) of \(head)" } ?? "has not begun" }
    return (checkpoint == head ? [] : ["the projector " + place(checkpoint)])
      + reactors.filter { cursors[$0] != head }.map { "the \($0) " + place(cursors[$0]) }
  }
}
