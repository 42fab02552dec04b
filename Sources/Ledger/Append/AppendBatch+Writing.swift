import Domain
import Postgres

extension AppendBatch {
  /// Writes everything of the batch, inside the caller's transaction.
  func write(_ db: PostgresSession, ranges: [SourceRange]) throws {
    if result.appended > 0 {
      if !rejected.isEmpty {
        try db.execute("DELETE FROM ledger_stage WHERE ordinal = ANY ($1)", [.intArray(rejected.map { $0 })])
      }
      try writeEvents(db)
      try writeChain(db, ranges: ranges)
    }
    for parking in parkings { try parking.write(db, parkedAt: recordedAt) }
    for (id, parked) in decided.sorted(by: { $0.key < $1.key }) where parked.isChanged {
      guard !parked.isAwaited else {
        throw LedgerError(
          .missing, "parked record \(id) is retried, but was not read again with this batch", isRetriable: true)
      }
      try parked.write(db, id: id)
    }
    for range in ranges { try IngestOffsets.advance(db, range) }
    try db.execute("SELECT pg_notify('ledger', $1)", [.text(String(result.head))])
  }

  private func writeEvents(_ db: PostgresSession) throws {
    let count = try db.execute(
      """
      INSERT INTO ledger.event (position, recorded_at, occurred_at, loop, type, source, event_id, subject, key,
        correlation_id, causation_id, traceparent, extensions, data, salt, content_hash, batch)
      SELECT $1::bigint + row_number() OVER (ORDER BY ordinal), $2, occurred_at, loop, type, source, event_id, subject,
        key, correlation_id, causation_id, traceparent, extensions, data, salt, content_hash, $3
      FROM ledger_stage ORDER BY ordinal
      """, [.int(head.position), .timestamp(recordedAt.microseconds), .int(head.batch + 1)])
    guard count == result.appended else {
      throw LedgerError(.corrupt, "\(count) events were inserted where \(result.appended) were numbered")
    }
    try db.execute(
      """
      INSERT INTO ledger.event_id (source, event_id, position, content_hash)
      SELECT source, event_id, $1::bigint + row_number() OVER (ORDER BY ordinal), plain_hash
      FROM ledger_stage ORDER BY ordinal
      """, [.int(head.position)])
  }

  private func writeChain(_ db: PostgresSession, ranges: [SourceRange]) throws {
    let offsets = JSONValue.array(
      ranges.map {
        [
          "incarnation": .integer($0.incarnation), "partition": .integer(Int64($0.partition)),
          "first": .integer($0.first), "next": .integer($0.next),
        ]
      })
    let link = ChainLink(
      batch: head.batch + 1, firstPosition: head.position + 1, lastPosition: result.head, recordedAt: recordedAt,
      offsets: offsets.canonicalText, duplicates: Int64(result.duplicates), parked: Int64(result.parked),
      root: tree.root, previous: head.chainHash)
    try db.execute(
      """
      INSERT INTO ledger.batch (batch, first_position, last_position, recorded_at, offsets, duplicates, parked,
        root_hash, previous_hash, chain_hash, frontier)
      VALUES ($1, $2, $3, $4, $5, $6::int, $7::int, $8, $9, $10, $11)
      """,
      [
        .int(link.batch), .int(link.firstPosition), .int(link.lastPosition), .timestamp(recordedAt.microseconds),
        .json(link.offsets), .int(link.duplicates), .int(link.parked), .bytes(link.root.bytes),
        .bytes(link.previous.bytes), .bytes(link.hash.bytes), .bytes(tree.bytes),
      ])
    try db.execute(
      "UPDATE ledger.head SET position = $1, recorded_at = $2, batch = $3, chain_hash = $4, frontier = $5",
      [
        .int(result.head), .timestamp(recordedAt.microseconds), .int(link.batch), .bytes(link.hash.bytes),
        .bytes(tree.bytes),
      ])
  }
}
