import Domain
import Postgres

/// What the holdout of a loop would be, if a dataset were sealed now.
package enum HoldoutNow {
  /// How many examples it would have, before they are cleaned; nil where the loop has no example with a label yet.
  package static func count(_ db: PostgresSession, loop: String, policy: SealingPolicy) throws -> Int? {
    let examples = "FROM fold.joined_example j WHERE j.loop = $1 AND j.revision = 0 AND j.label IS NOT NULL"
    let span = try db.query(
      "SELECT min(j.occurred_at) AS oldest, max(j.occurred_at) AS newest \(examples)", [.text(loop)]
    ).first
    guard let oldest = try span?.optionalTimestampMicros("oldest"),
      let newest = try span?.optionalTimestampMicros("newest")
    else { return nil }
    let cut = DatasetCut(
      policy: policy, oldest: Timestamp(microseconds: oldest), newest: Timestamp(microseconds: newest))
    return try db.query(
      "SELECT count(*) AS count \(examples) AND j.occurred_at >= $2",
      [.text(loop), .timestamp(cut.holdoutFrom.microseconds)]
    ).first?.int("count")
  }
}
