import Domain
import Postgres
import Wire

/// Writes batches of records into the ledger, each in one transaction with its offsets, what it parked, and its link
/// in the chain; or nothing of it.
/// A batch may hold decisions about parked records (`ParkingDecision`): they take effect in the same transaction, and a
/// parked record that is good now stands right behind the retry that asked for it.
///
/// The steps: stage with COPY, lock the head, dedup, number, insert, park, move the offsets, chain, notify.
package enum LedgerAppender {
  /// - Parameters:
  ///   - records: in offset order within each partition.
  ///   - ranges: the offsets these records cover, one range a partition.
  ///   - now: the archiver's clock; recorded times never fall below the head's.
  ///   - salt: makes 16 random bytes, fresh for each event.
  ///   - decode: reads a parked record again; without it a batch that retries one is refused.
  /// - Throws: `LedgerError.fenced`, or what Postgres says; then nothing was written, unless the connection was lost
  ///   during COMMIT, and then the offsets tell.
  package static func append(
    _ db: PostgresSession, records: [IncomingRecord], ranges: [SourceRange], now: Timestamp, salt: () -> [UInt8],
    decode: ((RawRecord) -> Result<Event, Rejection>)? = nil
  ) throws -> AppendResult {
    try db.transaction {
      let plan = try PlannedRecord.plan(db, records, decode: decode)
      let staged = plan.records.compactMap { StagedEvent($0.record, salt: salt()) }
      try stage(db, staged)
      let head = try LedgerReader.head(db, lock: true)
      let known = try dedup(db)
      var batch = AppendBatch(head: head, now: now, decided: try ParkedState.load(db, plan.decisions))
      var next = 0
      for item in plan.records {
        let record = item.record
        let event = (try? record.outcome.get()).map { _ in staged[next] }
        defer { if event != nil { next += 1 } }
        if let id = item.parkedID {
          batch.retry(id, record.outcome, event, ordinal: next, known: known[next])
          continue
        }
        switch record.outcome {
        case .failure(let rejection): batch.park(record, reason: rejection.reason.rawValue, message: rejection.message)
        case .success: batch.add(record, staged[next], ordinal: next, known: known[next])
        }
      }
      try batch.write(db, ranges: ranges)
      return batch.result
    }
  }

  private static func stage(_ db: PostgresSession, _ events: [StagedEvent]) throws {
    try db.script(
      """
      CREATE TEMP TABLE IF NOT EXISTS ledger_stage (
        ordinal integer, occurred_at timestamptz, loop text, type text, source text COLLATE "C",
        event_id text COLLATE "C", subject text, key text, correlation_id text, causation_id text, traceparent text,
        extensions json, data json, salt bytea, content_hash bytea, plain_hash bytea) ON COMMIT DELETE ROWS
      """)
    guard !events.isEmpty else { return }
    var buffer = CopyBuffer()
    for (ordinal, event) in events.enumerated() { try event.write(to: &buffer, ordinal: ordinal) }
    try db.copyIn("COPY ledger_stage FROM STDIN") { writer in try writer.write(buffer) }
  }

  /// What the ledger has of the staged ids, by ordinal.
  private static func dedup(_ db: PostgresSession) throws -> [Int: AppendBatch.Entry] {
    let rows = try db.query(
      """
      SELECT s.ordinal, e.content_hash, e.position FROM ledger_stage s
      JOIN ledger.event_id e ON e.source = s.source AND e.event_id = s.event_id
      """)
    var known: [Int: AppendBatch.Entry] = [:]
    for row in rows {
      known[try row.int(0)] = AppendBatch.Entry(position: try row.int64(2), hash: Hash(bytes: try row.bytes(1)))
    }
    return known
  }
}
