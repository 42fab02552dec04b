import Postgres

extension LabelledExample {
  /// How many were closed, and closed with a label, by the ticks in (after, upTo].
  package static func closed(
    _ db: PostgresSession, loop: String, after: Int64, upTo tick: Int64
  ) throws -> Int {
    try db.query(
      """
      SELECT count(*) AS count FROM fold.joined_example
      WHERE loop = $1 AND tick_position > $2 AND tick_position <= $3 AND revision = 0 AND label IS NOT NULL
      """, [.text(loop), .int(after), .int(tick)]
    ).first?.int("count") ?? 0
  }
}
