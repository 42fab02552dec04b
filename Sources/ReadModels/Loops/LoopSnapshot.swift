import Domain
import Postgres

/// A loop as it was at a ledger position.
package struct LoopSnapshot: Sendable {
  package var config: LoopConfig
  package var digest: String
  package var state: LoopState
  /// Where the configuration was stated.
  package var configPosition: Int64
  /// Where it last changed in any way.
  package var position: Int64

  /// - Returns: nil where the loop was not configured by then.
  package static func load(_ db: PostgresSession, loop: String, asOf position: Int64) throws -> LoopSnapshot? {
    let row = try db.query(
      """
      SELECT config::text, config_digest, state, config_position, position FROM fold.loop_version
      WHERE loop = $1 AND position <= $2 ORDER BY position DESC LIMIT 1
      """, [.text(loop), .int(position)]
    ).first
    guard let row else { return nil }
    return LoopSnapshot(
      config: try LoopConfig(json: row.json("config")), digest: try row.text("config_digest"),
      state: LoopState(rawValue: try row.text("state")) ?? .active, configPosition: try row.int64("config_position"),
      position: try row.int64("position"))
  }

  /// Every loop's name that the live projections know.
  package static func names(_ db: PostgresSession) throws -> [String] {
    try db.query("SELECT DISTINCT loop FROM fold.loop_version ORDER BY loop").map { try $0.text("loop") }
  }
}
