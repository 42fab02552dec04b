import Domain
import Postgres

extension AppendBatch {
  /// A record that is parked with this batch.
  struct Parking {
    var record: IncomingRecord
    var reason: String
    var message: String
    var state: String
    var afterPosition: Int64
    /// Where they could be read.
    var source: String?
    var eventID: String?

    func write(_ db: PostgresSession, parkedAt: Timestamp) throws {
      try db.execute(
        """
        INSERT INTO ledger.parked (incarnation, partition, "offset", topic, key, value, header_names, header_values,
          record_time, source, event_id, reason, message, state, after_position, parked_at)
        VALUES ($1, $2::int, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        [
          .int(record.incarnation), .int(Int64(record.partition)), .int(record.offset), .text(record.raw.topic),
          PostgresValue(record.raw.key), PostgresValue(record.raw.value),
          .bytesArray(record.raw.headers.map { Array($0.name.utf8) }), .bytesArray(record.raw.headers.map(\.value)),
          record.recordTime.map { .timestamp($0.microseconds) } ?? .null, PostgresValue(source),
          PostgresValue(eventID), .text(reason), .text(message), .text(state), .int(afterPosition),
          .timestamp(parkedAt.microseconds),
        ])
    }
  }
}
