import Domain
import Postgres

/// What a loop serves from one change on.
package struct ServedChampion: Sendable, Hashable {
  package var generation: Int64
  /// nil: the loop's default answer.
  package var modelID: String?
  /// `promoted` or `rolled_back`.
  package var change: String
  /// On the loop's clock.
  package var time: Timestamp

  /// All of a loop's, oldest first.
  package static func all(_ db: PostgresSession, loop: String) throws -> [ServedChampion] {
    try db.query(
      "SELECT generation, model_id, change, occurred_at FROM fold.champion_history WHERE loop = $1 ORDER BY generation",
      [.text(loop)]
    ).map { row in
      ServedChampion(
        generation: try row.int64("generation"), modelID: try row.optionalText("model_id"),
        change: try row.text("change"), time: Timestamp(microseconds: try row.timestampMicros("occurred_at")))
    }
  }
}
