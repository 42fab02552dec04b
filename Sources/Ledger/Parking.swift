import Domain
import Postgres
import Wire

/// Parked records: list, show, and what was decided about them.
package enum Parking {
  package struct Entry: Sendable {
    package var id: Int64
    package var raw: RawRecord
    package var partition: Int32
    package var offset: Int64
    package var reason: String
    package var message: String
    package var state: String
    package var note: String?
    package var attempts: Int
    package var afterPosition: Int64
    package var parkedAt: Timestamp
  }

  private static let columns = """
    parked_id, topic, key, value, partition, "offset", reason, message, state, note,
    attempts, after_position, parked_at
    """

  /// - Parameters:
  ///   - state: `open`, `retried`, `discarded`, `superseded`; nil: all.
  package static func list(
    _ db: PostgresSession, state: String?, reason: String?, topic: String?, limit: Int
  ) throws -> [Entry] {
    try db.query(
      """
      SELECT \(columns) FROM ledger.parked
      WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR topic = $3)
      ORDER BY parked_id LIMIT \(limit)
      """,
      [
        state.map(PostgresValue.text) ?? .null, reason.map(PostgresValue.text) ?? .null,
        topic.map(PostgresValue.text) ?? .null,
      ]
    ).map { try entry(db, $0) }
  }

  package static func find(_ db: PostgresSession, id: Int64) throws -> Entry? {
    try db.query("SELECT \(columns) FROM ledger.parked WHERE parked_id = $1", [.int(id)]).first.map {
      try entry(db, $0)
    }
  }

  /// Open parked records by reason.
  package static func openCounts(_ db: PostgresSession) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for row in try db.query("SELECT reason, count(*) FROM ledger.parked WHERE state = 'open' GROUP BY 1") {
      counts[try row.text(0)] = try row.int64(1)
    }
    return counts
  }

  /// Marks an open record as published again, or discarded.
  /// - Throws: `LedgerError.missing` where there is no such open record.
  package static func settle(_ db: PostgresSession, id: Int64, state: String, note: String?) throws {
    let count = try db.execute(
      """
      UPDATE ledger.parked SET state = $2, note = $3, attempts = attempts + 1 WHERE parked_id = $1 AND state = 'open'
      """, [.int(id), .text(state), note.map(PostgresValue.text) ?? .null])
    guard count == 1 else {
      throw LedgerError(.missing, "there is no open parked record \(id); `millrace parked list` shows the open ones")
    }
  }

  private static func entry(_ db: PostgresSession, _ row: PostgresRow) throws -> Entry {
    let id = try row.int64(0)
    let headers = try db.query(
      """
      SELECT h.name, h.value FROM ledger.parked p, unnest(p.header_names, p.header_values) AS h(name, value)
      WHERE p.parked_id = $1
      """, [.int(id)]
    ).map { RawHeader(String(decoding: try $0.bytes(0), as: UTF8.self), try $0.optionalBytes(1)) }
    return Entry(
      id: id,
      raw: RawRecord(
        topic: try row.text(1), key: try row.optionalBytes(2), value: try row.optionalBytes(3), headers: headers),
      partition: Int32(try row.int64(4)), offset: try row.int64(5), reason: try row.text(6),
      message: try row.text(7), state: try row.text(8), note: try row.optionalText(9), attempts: try row.int(10),
      afterPosition: try row.int64(11), parkedAt: Timestamp(microseconds: try row.timestampMicros(12)))
  }
}
