import Postgres

/// Up to when examples may have occurred that a dataset is made of, by the rules "doors".
package enum DatasetBound {
  /// The last moment that the dataset as of a tick takes, in microseconds since 1970-01-01T00:00:00Z: what the tick shows,
  /// and on the recorded clock as far beyond as a producer's clock may be ahead. A seal whose cut ends later is none
  /// (60_dataset.sql of the folds).
  /// - Parameter schema: the copy of the read models.
  package static func latest(
    _ db: PostgresSession, schema: String, loop: String, asOfTick tick: Int64
  ) throws -> Int64? {
    let schema = quoteIdentifier(schema)
    return try db.query(
      """
      SELECT t.time + coalesce((
        SELECT CASE v.clock WHEN 'recorded' THEN v.plausible_after END FROM \(schema).loop_version v
        WHERE v.loop = t.loop AND v.position < t.position ORDER BY v.position DESC LIMIT 1
      ), interval '0') AS latest
      FROM \(schema).tick t WHERE t.loop = $1 AND t.position = $2
      """, [.text(loop), .int(tick)]
    ).first?.timestampMicros("latest")
  }

  /// The position from which on seals go by the rules "doors"; nil: they are not adopted yet.
  package static func mark(_ db: PostgresSession) throws -> Int64? {
    try ExampleSelection.mark(db, ExampleSelection.live)
  }
}
