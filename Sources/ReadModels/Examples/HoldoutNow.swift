import Domain
import Postgres

/// What the holdout of a loop would be, if a dataset were sealed now.
package enum HoldoutNow {
  /// How many examples it would have, before they are cleaned; nil where the loop has no example with a label yet.
  package static func count(_ db: PostgresSession, loop: String, policy: SealingPolicy) throws -> Int? {
    let mark = try ExampleSelection.mark(db, ExampleSelection.live)
    let tick = try db.query("SELECT max(position) FROM fold.tick WHERE loop = $1", [.text(loop)]).first?.optionalInt64(
      0)
    var latest: Int64?
    if mark != nil, let tick {
      latest = try DatasetBound.latest(db, schema: ExampleSelection.live, loop: loop, asOfTick: tick)
    }
    let isImplausible = latest == nil ? nil : mark.map { ExampleSelection.isImplausible(mark: $0) }
    let examples = """
      \(ExampleSelection.source())
      WHERE j.loop = $1 AND j.revision = 0 AND j.label IS NOT NULL
        AND j.occurred_at <= coalesce($2, 'infinity'::timestamptz) AND NOT (\(isImplausible ?? "false"))
      """
    let parameters: [PostgresValue] = [.text(loop), latest.map(PostgresValue.timestamp) ?? .null]
    let span = try db.query(
      "SELECT min(j.occurred_at) AS oldest, max(j.occurred_at) AS newest \(examples)", parameters
    ).first
    guard let oldest = try span?.optionalTimestampMicros("oldest"),
      let newest = try span?.optionalTimestampMicros("newest")
    else { return nil }
    let cut = DatasetCut(
      policy: policy, oldest: Timestamp(microseconds: oldest), newest: Timestamp(microseconds: newest))
    return try db.query(
      "SELECT count(*) AS count \(examples) AND j.occurred_at >= $3",
      parameters + [.timestamp(cut.holdoutFrom.microseconds)]
    ).first?.int("count")
  }
}
