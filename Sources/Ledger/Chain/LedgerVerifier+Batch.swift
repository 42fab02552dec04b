import Domain
import Postgres

extension LedgerVerifier {
  /// That a batch follows the one before it, and has its own chain hash.
  func check(_ link: ChainLink, stored: Hash, after previous: ChainLink?) throws {
    let first = (previous?.lastPosition ?? 0) + 1
    if link.firstPosition != first || link.lastPosition < first || link.batch != (previous?.batch ?? 0) + 1 {
      throw Fault(
        position: first,
        what: "batch \(link.batch) has the positions \(link.firstPosition) to \(link.lastPosition) where batch "
          + "\((previous?.batch ?? 0) + 1) should begin")
    }
    if link.previous != previous?.hash ?? .zero {
      throw Fault(position: first, what: "batch \(link.batch) does not follow the hash of the batch before it")
    }
    if link.hash != stored {
      throw Fault(position: first, what: "batch \(link.batch) does not have its own chain hash")
    }
  }

  /// Grows the tree by a batch's events, each of which is there, fits its content hash and has its entry for dedup.
  func check(
    _ db: PostgresSession, _ link: ChainLink, _ tree: inout MerkleFrontier, _ expected: inout [Int64: [Checkpoint]],
    _ report: inout Report
  ) throws {
    let rows = try db.query(
      """
      SELECT \(StoredEvent.columns(withData: true)), ledger.generation(e.position) FROM ledger.event e
      WHERE e.position BETWEEN $1 AND $2 ORDER BY e.position
      """, [.int(link.firstPosition), .int(link.lastPosition)])
    let events = try rows.map { try StoredEvent($0) }
    let wanted = try zip(events, rows).map { stored, row in
      (EventDigest(EventIdentity(stored.event)), try row.int(17))
    }
    let entries = try LedgerReader.find(db, wanted)
    let entry = Dictionary(entries.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
    for (place, stored) in events.enumerated() {
      guard stored.position == tree.size + 1 else { break }
      try check(stored, entry: entry[place]?.position, plain: entry[place]?.contentHash.bytes)
      if stored.data == nil { report.erased += 1 }
      tree.append(stored.leaf)
      report.positions += 1
      try hold(tree, against: &expected, &report)
    }
    guard tree.size != link.lastPosition else { return }
    let missing = tree.size + 1
    for partition in try LedgerPartition.all(db) where !partition.isAttached {
      guard try partition.holds(missing, db) else { continue }
      throw Fault(
        position: missing,
        what: "the event lies in \(partition.name), which is detached; attach it, or verify with --from behind it")
    }
    throw Fault(position: missing, what: "the event is missing")
  }

  private func check(_ stored: StoredEvent, entry: Int64?, plain: [UInt8]?) throws {
    guard entry == stored.position else {
      throw Fault(
        position: stored.position, what: "its entry in ledger.event_id is missing or names another position")
    }
    guard (stored.data == nil) == (stored.salt == nil) else {
      throw Fault(position: stored.position, what: "its data or its salt alone is gone; an erasure removes both")
    }
    guard stored.data != nil, let salt = stored.salt else { return }
    let hash = ContentHash.plain(of: stored.event)
    guard ContentHash.salted(hash, salt: salt) == stored.contentHash else {
      throw Fault(position: stored.position, what: "the content does not have its content hash")
    }
    guard plain == hash.bytes else {
      throw Fault(position: stored.position, what: "its entry in ledger.event_id has another content hash")
    }
  }

  /// That the head is the last batch's, and nothing stands outside of what was verified.
  /// - Parameter isWhole: everything before was verified, so that counting tells of entries too many.
  func checkEnd(
    _ db: PostgresSession, _ head: LedgerHead, _ previous: ChainLink?, _ tree: MerkleFrontier, isWhole: Bool
  ) throws {
    let end = previous?.lastPosition ?? 0
    guard head.position == end, head.chainHash == previous?.hash ?? .zero, head.batch == previous?.batch ?? 0,
      head.frontier == tree, head.recordedAt == previous?.recordedAt ?? Timestamp(microseconds: 0)
    else { throw Fault(position: end + 1, what: "the head is not that of the last batch, which ends at \(end)") }
    let outside = try db.query(
      "SELECT position FROM ledger.event WHERE position > $1 OR position < 1 ORDER BY 1 LIMIT 1", [.int(end)])
    if let position = try outside.first?.int64(0) {
      throw Fault(position: position, what: "an event outside of the ledger")
    }
    let batches = try db.query(
      "SELECT first_position FROM ledger.batch WHERE batch > $1 OR batch < 1 LIMIT 1", [.int(head.batch)])
    if let position = try batches.first?.int64(0) {
      throw Fault(position: position, what: "a batch outside of the ledger")
    }
    guard isWhole else { return }
    // Each event has its own entry: were one there twice, or an entry be anybody else's, there would be more.
    let counts = try db.query("SELECT count(*), count(DISTINCT digest) FROM ledger.event_id").first
    if try counts?.int64(0) != end {
      let forged = try db.query(
        """
        SELECT i.position FROM ledger.event_id i LEFT JOIN ledger.event e
          ON e.position = i.position AND ledger.event_digest(e.source, e.event_id) = i.digest
        WHERE e.position IS NULL ORDER BY 1 LIMIT 1
        """)
      throw Fault(
        position: try forged.first?.int64(0) ?? end, what: "an entry in ledger.event_id belongs to no event")
    }
    guard try counts?.int64(1) != end else { return }
    let doubled = try db.query(
      """
      SELECT min(last) FROM (
        SELECT max(position) AS last FROM ledger.event_id GROUP BY digest HAVING count(*) > 1) AS doubled
      """)
    throw Fault(position: try doubled.first?.int64(0) ?? end, what: "the event stands at an earlier position, too")
  }
}
