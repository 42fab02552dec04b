import Domain
import Postgres
import Wire

/// Writes batches of records into the ledger, each in one transaction with its offsets, what it parked, and its link
/// in the chain; or nothing of it.
/// A batch may hold decisions about parked records (`ParkingDecision`): they take effect in the same transaction, and a
/// parked record that is good now stands right behind the retry that asked for it.
///
/// The steps: lock the head, move the offsets, look up what may be there already, number, copy, chain, park, notify.
/// What can be done before the lock, an `IncomingRecord` brings along.
package enum LedgerAppender {
  /// - Parameters:
  ///   - records: in offset order within each partition.
  ///   - ranges: the offsets these records cover, one range a partition.
  ///   - now: the archiver's clock; recorded times never fall below the head's.
  ///   - filter: what this archiver remembers of the ids in the ledger. It may be empty, as by default: then every id is
  ///     looked up in all generations but the youngest, whose index refuses what it has.
  ///   - decode: reads a parked record again; without it a batch that retries one is refused.
  /// - Throws: `LedgerError.fenced`, or what Postgres says; then nothing was written, unless the connection was lost
  ///   during COMMIT, and then the offsets tell.
  package static func append(
    _ db: PostgresSession, records: [IncomingRecord], ranges: [SourceRange], now: Timestamp,
    filter: DedupFilter = DedupFilter(), decode: ((RawRecord) -> Result<Event, Rejection>)? = nil
  ) throws -> AppendResult {
    let (batch, end) = try db.transaction {
      let plan = try PlannedRecord.plan(db, records, decode: decode)
      var dedup = DedupLookup(plan.records, filter)
      let head = try LedgerReader.head(db, lock: true)
      try IngestOffsets.advance(db, ranges)
      let decided = try ParkedState.load(db, plan.decisions)
      try dedup.lookUp(db, at: head)
      func write() throws -> (AppendBatch, LedgerEnd) {
        var batch = AppendBatch(head: head, now: now, decided: decided, count: plan.records.count)
        for (ordinal, item) in plan.records.enumerated() { batch.add(item, known: dedup.known[ordinal]) }
        return (batch, try batch.write(db, ranges: ranges, filter.generations))
      }
      // That the youngest generation has an id already is rare, and its index says so: looking all up first would take
      // longer.
      do {
        return try db.transaction { try write() }
      } catch let error as PostgresError where error.sqlState == "23505" {
        try dedup.lookUpYoungest(db)
        return try write()
      }
    }
    filter.add(batch.appended.map(\.digest).sorted { $0.high < $1.high }, after: batch.head.position, end: end)
    return batch.result
  }
}
