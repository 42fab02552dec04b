import Domain
import Postgres

/// What a serving slot held by what was decided up to a ledger position.
package struct Champion: Sendable, Hashable {
  package var generation: Int64
  /// nil: the loop's default answer.
  package var modelID: String?
  package var predecessor: String?
  /// `promoted` or `rolled_back`; nil before the first change.
  package var change: String?
  /// On the loop's clock: the tick that led to the change.
  package var since: Timestamp?
  package var verdictID: String?
  /// Of the change in the ledger; 0 before the first.
  package var position: Int64 = 0

  /// The champion once everything up to a position was decided on, whatever else was on its way into the ledger then.
  package static func load(_ db: PostgresSession, loop: String, asOf position: Int64) throws -> Champion {
    let row = try db.query(
      """
      SELECT generation, model_id, predecessor, change, occurred_at, verdict_id, position FROM fold.champion_history
      WHERE loop = $1 AND decided_at_position <= $2 ORDER BY generation DESC LIMIT 1
      """, [.text(loop), .int(position)]
    ).first
    guard let row else { return Champion(generation: 0) }
    return Champion(
      generation: try row.int64(0), modelID: try row.optionalText(1), predecessor: try row.optionalText(2),
      change: try row.text(3), since: Timestamp(microseconds: try row.timestampMicros(4)),
      verdictID: try row.optionalText(5), position: try row.int64(6))
  }
}
