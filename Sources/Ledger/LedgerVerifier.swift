import Domain
import Postgres

/// Recomputes the chain from the stored rows, batch by batch, and names the first position that does not fit.
package struct LedgerVerifier {
  package struct Report: Sendable, Hashable {
    package var positions: Int64
    package var batches: Int64
    /// What is wrong and where; nil where everything fits.
    package var problem: String?
    package var firstBadPosition: Int64?
  }

  package init() {}

  /// - Parameters:
  ///   - from: the first position to look at; its whole batch is looked at.
  ///   - to: the last; nil: the head.
  package func verify(_ db: PostgresSession, from: Int64 = 1, to: Int64? = nil) throws -> Report {
    try db.transaction(isolation: .repeatableRead, readOnly: true) {
      let head = try LedgerReader.head(db)
      let last = min(to ?? head.position, head.position)
      var report = Report(positions: 0, batches: 0)
      var previous: ChainLink?
      var after =
        try db.query(
          "SELECT coalesce(max(batch), 0) FROM ledger.batch WHERE last_position < $1", [.int(from)]
        ).first?.int64(0) ?? 0
      if after > 0 { previous = try links(db, after: after - 1, limit: 1).first?.link }
      while true {
        let batches = try links(db, after: after, limit: 200)
        guard !batches.isEmpty else { break }
        for (link, stored) in batches where link.firstPosition <= last {
          if let bad = check(link, stored: stored, previous: previous) { return report.failed(bad.position, bad.what) }
          if let bad = try check(db, link) { return report.failed(bad.position, bad.what) }
          report.positions += link.lastPosition - link.firstPosition + 1
          report.batches += 1
          previous = link
        }
        after = batches[batches.count - 1].link.batch
        if batches[batches.count - 1].link.lastPosition >= last { break }
      }
      if last == head.position {
        if head.position != previous?.lastPosition ?? 0 || head.chainHash != previous?.hash ?? .zero {
          return report.failed(
            (previous?.lastPosition ?? 0) + 1, "the head stands at \(head.position), the last batch ends elsewhere")
        }
        let beyond = try db.query(
          "SELECT min(position) FROM ledger.event WHERE position > $1", [.int(head.position)])
        if let position = try beyond.first?.optionalInt64(0) {
          return report.failed(position, "an event beyond the head")
        }
      }
      return report
    }
  }

  private func check(
    _ link: ChainLink, stored: Hash, previous: ChainLink?
  ) -> (position: Int64, what: String)? {
    if link.firstPosition != (previous?.lastPosition ?? 0) + 1 {
      return ((previous?.lastPosition ?? 0) + 1, "batch \(link.batch) begins at \(link.firstPosition)")
    }
    if link.previous != previous?.hash ?? .zero {
      return (link.firstPosition, "batch \(link.batch) does not follow the hash of the batch before it")
    }
    if link.hash != stored { return (link.firstPosition, "batch \(link.batch) does not have its own chain hash") }
    return nil
  }

  private func check(_ db: PostgresSession, _ link: ChainLink) throws -> (position: Int64, what: String)? {
    let rows = try db.query(
      """
      SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.type, e.source, e.event_id, e.subject, e.key,
        e.correlation_id, e.causation_id, e.traceparent, e.extensions::text, e.data::text, e.salt, e.content_hash,
        e.batch, i.position, i.content_hash
      FROM ledger.event e LEFT JOIN ledger.event_id i ON i.source = e.source AND i.event_id = e.event_id
      WHERE e.position BETWEEN $1 AND $2 ORDER BY e.position
      """, [.int(link.firstPosition), .int(link.lastPosition)])
    var leaves: [Hash] = []
    var expected = link.firstPosition
    for row in rows {
      let position = try row.int64(0)
      guard position == expected else { return (expected, "the event is missing") }
      let data = try row.optionalText(13)
      let event = Event(
        id: try row.text(6), source: try row.text(5), type: try row.text(4), subject: try row.optionalText(7),
        occurredAt: Timestamp(microseconds: try row.timestampMicros(2)), loop: try row.text(3),
        key: try row.optionalText(8), correlationID: try row.optionalText(9), causationID: try row.optionalText(10),
        traceparent: try row.optionalText(11), data: Array((data ?? "").utf8))
      let contentHash = Hash(bytes: try row.bytes(15))
      if data != nil, let salt = try row.optionalBytes(14) {
        let plain = ContentHash.plain(of: event)
        if ContentHash.salted(plain, salt: salt) != contentHash {
          return (position, "the content does not have its content hash")
        }
        if try row.optionalInt64(17) != position || row.optionalBytes(18) != plain.bytes {
          return (position, "its entry in ledger.event_id is missing or names another position or content")
        }
      }
      leaves.append(
        Leaf.hash(
          position: position, recordedAt: Timestamp(microseconds: try row.timestampMicros(1)), event: event,
          extensions: try row.optionalText(12), contentHash: contentHash, batch: try row.int64(16)))
      expected += 1
    }
    if expected != link.lastPosition + 1 { return (expected, "the event is missing") }
    if MerkleTree.root(of: leaves) != link.root {
      return (link.firstPosition, "a column of an event of batch \(link.batch) is not what was recorded")
    }
    return nil
  }

  private func links(
    _ db: PostgresSession, after: Int64, limit: Int
  ) throws -> [(link: ChainLink, stored: Hash)] {
    let rows = try db.query(
      """
      SELECT batch, first_position, last_position, recorded_at, root_hash, previous_hash, chain_hash
      FROM ledger.batch WHERE batch > $1 ORDER BY batch LIMIT \(limit)
      """, [.int(after)])
    return try rows.map { row in
      (
        ChainLink(
          batch: try row.int64(0), firstPosition: try row.int64(1), lastPosition: try row.int64(2),
          recordedAt: Timestamp(microseconds: try row.timestampMicros(3)), root: Hash(bytes: try row.bytes(4)),
          previous: Hash(bytes: try row.bytes(5))), Hash(bytes: try row.bytes(6))
      )
    }
  }
}

extension LedgerVerifier.Report {
  fileprivate func failed(_ position: Int64, _ what: String) -> Self {
    var report = self
    report.firstBadPosition = position
    report.problem = what
    return report
  }
}
