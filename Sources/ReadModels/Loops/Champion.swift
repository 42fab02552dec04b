import Domain
import Postgres

/// What a serving slot held by what was decided before a ledger position.
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

  /// The champion once everything before a position was decided on.
  ///
  /// What is decided at the position itself does not count: whoever decides there does not see its own decision when it
  /// decides again after a crash, nor what another decides there at the same time.
  ///
  /// For a position above the adoption of the rules "doors" it is champion since the loop's clock at its change by these
  /// at the latest, whatever time the change states, or what the clock was set back to since.
  /// - Parameter archived: the position before which the change has to stand in the ledger, for a reactor that does not
  ///   decide on changes itself, and so cannot know that all of them have arrived.
  package static func load(
    _ db: PostgresSession, loop: String, decidedBefore position: Int64, archivedBefore archived: Int64 = .max
  ) throws -> Champion {
    let row = try db.query(
      """
      SELECT h.generation, h.model_id, h.predecessor, h.change, h.verdict_id, h.position,
        CASE WHEN $2 > r.position THEN least(h.occurred_at, (
          SELECT t.accepted_time FROM fold.tick t WHERE t.loop = h.loop AND t.position < h.position
          ORDER BY t.position DESC LIMIT 1), \(Tick.setBack(loop: "h.loop", after: "h.position", upTo: "$2"))) ELSE h.occurred_at END AS occurred_at
      FROM fold.champion_history h LEFT JOIN fold.rule r ON r.name = 'doors'
      WHERE h.loop = $1 AND least(h.decided_at_position, h.position) < $2 AND h.position < $3
      ORDER BY h.generation DESC LIMIT 1
      """, [.text(loop), .int(position), .int(archived)]
    ).first
    guard let row else { return Champion(generation: 0) }
    return Champion(
      generation: try row.int64("generation"), modelID: try row.optionalText("model_id"),
      predecessor: try row.optionalText("predecessor"), change: try row.text("change"),
      since: try row.timestamp("occurred_at"), verdictID: try row.optionalText("verdict_id"),
      position: try row.int64("position"))
  }
}
