import Domain
import Postgres

/// A change of a serving slot.
package struct ChampionChange: Sendable, Hashable {
  package var generation: Int64
  /// nil: the default answer.
  package var modelID: String?
  /// `promoted` or `rolled_back`.
  package var change: String
  /// On the loop's clock.
  package var since: Timestamp
  package var position: Int64
  /// That of the rollback, else the first of the verdict's; may be empty.
  package var reason: String

  /// Those of a loop that were decided before a position, in order.
  package static func all(
    _ db: PostgresSession, loop: String, decidedBefore position: Int64 = .max
  ) throws -> [ChampionChange] {
    try db.query(
      """
      SELECT h.generation, h.model_id, h.change, h.occurred_at, h.position,
        coalesce(h.reason, v.reasons->>0, '') AS reason
      FROM fold.champion_history h LEFT JOIN fold.verdict v ON v.verdict_id = h.verdict_id
      WHERE h.loop = $1 AND least(h.decided_at_position, h.position) < $2 ORDER BY h.generation
      """, [.text(loop), .int(position)]
    ).map { row in
      ChampionChange(
        generation: try row.int64("generation"), modelID: try row.optionalText("model_id"),
        change: try row.text("change"), since: try row.timestamp("occurred_at"), position: try row.int64("position"),
        reason: try row.text("reason"))
    }
  }
}
