import Domain
import Postgres

/// A row of `ledger.event` as it is stored, by which leaves and content hashes are computed again.
struct StoredEvent {
  var position: Int64
  var recordedAt: Timestamp
  /// Without extensions and data, which stand below as they are stored.
  var event: Event
  var extensions: String?
  var contentHash: Hash
  var batch: Int64
  /// Nil after an erasure.
  var salt: [UInt8]?
  /// Nil after an erasure, and where it was not asked for.
  var data: String?

  static func columns(withData: Bool) -> String {
    """
    e.position, e.recorded_at, e.occurred_at, e.loop, e.type, e.source, e.event_id, e.subject, e.key,
    e.correlation_id, e.causation_id, e.traceparent, e.extensions::text, e.content_hash, e.batch, e.salt,
    \(withData ? "e.data::text" : "NULL::text")
    """
  }

  /// - Parameter row: begins with `columns`.
  init(_ row: PostgresRow) throws {
    position = try row.int64(0)
    recordedAt = Timestamp(microseconds: try row.timestampMicros(1))
    data = try row.optionalText(16)
    event = Event(
      id: try row.text(6), source: try row.text(5), type: try row.text(4), subject: try row.optionalText(7),
      occurredAt: Timestamp(microseconds: try row.timestampMicros(2)), loop: try row.text(3),
      key: try row.optionalText(8), correlationID: try row.optionalText(9), causationID: try row.optionalText(10),
      traceparent: try row.optionalText(11), data: Array((data ?? "").utf8))
    extensions = try row.optionalText(12)
    contentHash = Hash(bytes: try row.bytes(13))
    batch = try row.int64(14)
    salt = try row.optionalBytes(15)
  }

  var leaf: Hash {
    Leaf.hash(
      position: position, recordedAt: recordedAt, event: event, extensions: extensions, contentHash: contentHash,
      batch: batch)
  }

  /// The leaves of the positions (after, through], in order.
  /// - Throws: `LedgerError.missing` where one is not there.
  static func leaves(_ db: PostgresSession, after: Int64, through: Int64, _ body: (Hash) throws -> Void) throws {
    var last = after
    while last < through {
      let end = min(last + 10_000, through)
      let rows = try db.query(
        """
        SELECT \(columns(withData: false)) FROM ledger.event e WHERE e.position > $1 AND e.position <= $2
        ORDER BY e.position
        """, [.int(last), .int(end)])
      for row in rows {
        let stored = try StoredEvent(row)
        guard stored.position == last + 1 else { break }
        try body(stored.leaf)
        last += 1
      }
      guard last == end else {
        throw LedgerError(
          .missing,
          "event \(last + 1) is not there; if its partition is detached, attach it, else run `millrace ledger verify`")
      }
    }
  }
}
