import Domain
import Postgres
import Wire

/// Writes batches of records into the ledger, each in one transaction with its offsets, what it parked, and its link
/// in the chain; or nothing of it.
/// A batch may hold decisions about parked records (`ParkingDecision`): they take effect in the same transaction, and a
/// parked record that is good now stands right behind the retry that asked for it.
///
/// The steps: lock the head, move the offsets, number, copy (and dedup where an id is there already), chain, park, notify.
/// What can be done before the lock, an `IncomingRecord` brings along.
package enum LedgerAppender {
  /// - Parameters:
  ///   - records: in offset order within each partition.
  ///   - ranges: the offsets these records cover, one range a partition.
  ///   - now: the archiver's clock; recorded times never fall below the head's.
  ///   - decode: reads a parked record again; without it a batch that retries one is refused.
  /// - Throws: `LedgerError.fenced`, or what Postgres says; then nothing was written, unless the connection was lost
  ///   during COMMIT, and then the offsets tell.
  package static func append(
    _ db: PostgresSession, records: [IncomingRecord], ranges: [SourceRange], now: Timestamp,
    decode: ((RawRecord) -> Result<Event, Rejection>)? = nil
  ) throws -> AppendResult {
    try db.transaction {
      let plan = try PlannedRecord.plan(db, records, decode: decode)
      let head = try LedgerReader.head(db, lock: true)
      try IngestOffsets.advance(db, ranges)
      let decided = try ParkedState.load(db, plan.decisions)
      func write(_ known: [Int: AppendBatch.Entry]) throws -> AppendResult {
        var batch = AppendBatch(head: head, now: now, decided: decided, count: plan.records.count)
        for (ordinal, item) in plan.records.enumerated() { batch.add(item, known: known[ordinal]) }
        try batch.write(db, ranges: ranges)
        return batch.result
      }
      // That the ledger has an id already is rare, and the index says so: looking all up first would take longer.
      do {
        return try db.transaction { try write([:]) }
      } catch let error as PostgresError where error.sqlState == "23505" {
        return try write(try known(db, plan.records))
      }
    }
  }

  /// What the ledger has under the ids of records, by their place among these.
  private static func known(_ db: PostgresSession, _ records: [PlannedRecord]) throws -> [Int: AppendBatch.Entry] {
    var (places, sources, ids): ([Int], [String], [String]) = ([], [], [])
    for (place, item) in records.enumerated() {
      guard let event = item.record.staged?.event else { continue }
      places.append(place)
      sources.append(event.source)
      ids.append(event.id)
    }
    guard !places.isEmpty else { return [:] }
    let rows = try db.query(
      """
      SELECT r.place, e.position, e.content_hash
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (source, event_id, place)
      JOIN ledger.event_id e ON e.source = r.source AND e.event_id = r.event_id
      """, [.textArray(sources), .textArray(ids)])
    var known: [Int: AppendBatch.Entry] = [:]
    for row in rows {
      known[places[try row.int(0) - 1]] = AppendBatch.Entry(
        position: try row.int64(1), hash: Hash(bytes: try row.bytes(2)))
    }
    return known
  }
}
