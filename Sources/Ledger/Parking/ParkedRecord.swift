import Domain
import Postgres
import Wire

/// A record that the ledger could not take, whole, with what became of it.
package struct ParkedRecord: Sendable, Hashable {
  package var id: Int64
  package var raw: RawRecord
  package var incarnation: Int64
  package var partition: Int32
  package var offset: Int64
  package var recordTime: Timestamp?
  package var reason: String
  package var message: String
  /// `open`, `retried`, `discarded` or `superseded`.
  package var state: String
  package var note: String?
  /// How often it was retried.
  package var attempts: Int
  /// The ledger's last position when it was parked: its place in the order.
  package var afterPosition: Int64
  /// Where the last decision about it stands.
  package var decisionPosition: Int64?
  /// Where its event stands since it was retried.
  package var eventPosition: Int64?
  package var parkedAt: Timestamp

  /// What a decision about it has to name.
  package var place: ParkedPlace {
    ParkedPlace(topic: ByteText(raw.topic), incarnation: incarnation, partition: Int64(partition), offset: offset)
  }

  static let columns = """
    parked_id, topic, key, value, incarnation, partition, "offset", record_time, reason, message, state, note,
    attempts, after_position, decision_position, event_position, parked_at
    """

  /// - Parameter row: of `columns`; the headers are read on their own.
  init(_ row: PostgresRow, _ db: PostgresSession) throws {
    id = try row.int64(0)
    let headers = try db.query(
      """
      SELECT h.name, h.value FROM ledger.parked p, unnest(p.header_names, p.header_values) AS h(name, value)
      WHERE p.parked_id = $1
      """, [.int(id)]
    ).map { RawHeader(String(decoding: try $0.bytes(0), as: UTF8.self), try $0.optionalBytes(1)) }
    raw = RawRecord(
      topic: try row.text(1), key: try row.optionalBytes(2), value: try row.optionalBytes(3), headers: headers)
    incarnation = try row.int64(4)
    partition = Int32(try row.int64(5))
    offset = try row.int64(6)
    recordTime = try row.optionalTimestampMicros(7).map { Timestamp(microseconds: $0) }
    reason = try row.text(8)
    message = try row.text(9)
    state = try row.text(10)
    note = try row.optionalText(11)
    attempts = try row.int(12)
    afterPosition = try row.int64(13)
    decisionPosition = try row.optionalInt64(14)
    eventPosition = try row.optionalInt64(15)
    parkedAt = Timestamp(microseconds: try row.timestampMicros(16))
  }
}
