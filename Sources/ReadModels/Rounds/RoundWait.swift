import Postgres

/// What a reactor said last that a loop waits for.
package struct RoundWait: Sendable, Hashable {
  /// nil: for nothing any more.
  package var code: String?
  package var sentence: String

  /// Where what a loop waits for by a reactor's name was said last; nil where it waits for nothing.
  package static func standing(_ db: PostgresSession, loop: String, reactor: String) throws -> Int64? {
    guard try FailedRound.isFolded(db) else { return nil }
    let last = try db.query(
      """
      SELECT code IS NOT NULL AS waits, position FROM fold.round_waiting WHERE loop = $1 AND reactor = $2
      ORDER BY decided_at_position DESC, position DESC LIMIT 1
      """, [.text(loop), .text(reactor)]
    ).first
    guard let last, try last.bool("waits") else { return nil }
    return try last.int64("position")
  }

  /// What it said before a position; nil where it never said anything.
  package static func last(
    _ db: PostgresSession, loop: String, reactor: String, before position: Int64
  ) throws -> RoundWait? {
    try db.query(
      """
      SELECT code, sentence FROM fold.round_waiting
      WHERE loop = $1 AND reactor = $2 AND decided_at_position < $3
      ORDER BY decided_at_position DESC, position DESC LIMIT 1
      """, [.text(loop), .text(reactor), .int(position)]
    ).first.map { RoundWait(code: try $0.optionalText("code"), sentence: try $0.text("sentence")) }
  }
}
