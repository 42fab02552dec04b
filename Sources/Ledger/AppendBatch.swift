import Domain
import Postgres

/// One batch while it is put together under the head's lock: which events are new, their positions, and their leaves.
struct AppendBatch {
  private struct Identity: Hashable {
    var source: String
    var id: String
  }

  private struct Parking {
    var record: IncomingRecord
    var reason: String
    var message: String
    var state: String
    var afterPosition: Int64
    var event: Event?
  }

  private let head: LedgerHead
  private let recordedAt: Timestamp
  private var accepted: [Identity: Hash] = [:]
  private var rejected: [Int64] = []
  private var leaves: [Hash] = []
  private var parkings: [Parking] = []
  private(set) var result: AppendResult

  init(head: LedgerHead, now: Timestamp) {
    self.head = head
    recordedAt = max(head.recordedAt, now)
    result = AppendResult(head: head.position, appended: 0, duplicates: 0, parked: 0, superseded: 0)
  }

  /// Takes the event in, unless its id is in the ledger or earlier in this batch: then it is a duplicate, a conflict,
  /// or, from one of our own services, superseded by what it decided first.
  mutating func add(_ record: IncomingRecord, _ staged: StagedEvent, ordinal: Int, known: Hash?) {
    let event = staged.event
    let identity = Identity(source: event.source, id: event.id)
    guard let first = known ?? accepted[identity] else {
      accepted[identity] = staged.plainHash
      result.head += 1
      result.appended += 1
      leaves.append(
        Leaf.hash(
          position: result.head, recordedAt: recordedAt, event: event, extensions: staged.extensions,
          contentHash: staged.contentHash, batch: head.batch + 1))
      return
    }
    rejected.append(Int64(ordinal))
    if first == staged.plainHash {
      result.duplicates += 1
    } else if event.source.hasPrefix("/millrace/") && !event.source.hasPrefix("/millrace/inference") {
      result.superseded += 1
      park(
        record, reason: "superseded", message: "the ledger holds what this service decided first under this id",
        state: "superseded", event: event)
    } else {
      result.parked += 1
      park(
        record, reason: "conflict",
        message: "event \(event.id) of \(event.source) is in the ledger with other content; "
          + "give the changed event an id of its own",
        state: "open", event: event)
    }
  }

  mutating func park(_ record: IncomingRecord, reason: String, message: String) {
    result.parked += 1
    park(record, reason: reason, message: message, state: "open", event: nil)
  }

  private mutating func park(
    _ record: IncomingRecord, reason: String, message: String, state: String, event: Event?
  ) {
    parkings.append(
      Parking(
        record: record, reason: reason, message: message, state: state, afterPosition: result.head, event: event))
  }

  func write(_ db: PostgresSession, ranges: [SourceRange]) throws {
    if result.appended > 0 {
      if !rejected.isEmpty {
        try db.execute("DELETE FROM ledger_stage WHERE ordinal = ANY ($1)", [.intArray(rejected.map { $0 })])
      }
      try writeEvents(db)
      try writeChain(db, ranges: ranges)
    }
    for parking in parkings { try write(db, parking) }
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
    let link = ChainLink(
      batch: head.batch + 1, firstPosition: head.position + 1, lastPosition: result.head, recordedAt: recordedAt,
      root: MerkleTree.root(of: leaves), previous: head.chainHash)
    let offsets = JSONValue.array(
      ranges.map {
        [
          "incarnation": .integer($0.incarnation), "partition": .integer(Int64($0.partition)),
          "first": .integer($0.first), "next": .integer($0.next),
        ]
      })
    try db.execute(
      """
      INSERT INTO ledger.batch (batch, first_position, last_position, recorded_at, offsets, duplicates, parked,
        root_hash, previous_hash, chain_hash)
      VALUES ($1, $2, $3, $4, $5, $6::int, $7::int, $8, $9, $10)
      """,
      [
        .int(link.batch), .int(link.firstPosition), .int(link.lastPosition), .timestamp(recordedAt.microseconds),
        .json(offsets.canonicalText), .int(Int64(result.duplicates)), .int(Int64(result.parked)),
        .bytes(link.root.bytes), .bytes(link.previous.bytes), .bytes(link.hash.bytes),
      ])
    try db.execute(
      "UPDATE ledger.head SET position = $1, recorded_at = $2, batch = $3, chain_hash = $4",
      [.int(result.head), .timestamp(recordedAt.microseconds), .int(link.batch), .bytes(link.hash.bytes)])
  }

  private func write(_ db: PostgresSession, _ parking: Parking) throws {
    let record = parking.record
    try db.execute(
      """
      INSERT INTO ledger.parked (incarnation, partition, "offset", topic, key, value, header_names, header_values,
        record_time, source, event_id, reason, message, state, after_position, parked_at)
      VALUES ($1, $2::int, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
      """,
      [
        .int(record.incarnation), .int(Int64(record.partition)), .int(record.offset), .text(record.raw.topic),
        record.raw.key.map(PostgresValue.bytes) ?? .null, record.raw.value.map(PostgresValue.bytes) ?? .null,
        .bytesArray(record.raw.headers.map { Array($0.name.utf8) }), .bytesArray(record.raw.headers.map(\.value)),
        record.recordTime.map { .timestamp($0.microseconds) } ?? .null,
        parking.event.map { .text($0.source) } ?? .null, parking.event.map { .text($0.id) } ?? .null,
        .text(parking.reason), .text(parking.message), .text(parking.state), .int(parking.afterPosition),
        .timestamp(recordedAt.microseconds),
      ])
  }
}
