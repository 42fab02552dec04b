import Domain
import Postgres
import Wire

/// Parked records: which there are, and what came after them. What becomes of them the appender writes alone.
package enum Parking {
  /// Parked records that pass a filter, oldest first.
  package static func list(_ db: PostgresSession, _ filter: ParkingFilter, limit: Int) throws -> [ParkedRecord] {
    let (condition, values) = filter.condition
    return try db.query(
      "SELECT \(ParkedRecord.columns) FROM ledger.parked WHERE \(condition) ORDER BY parked_id LIMIT \(limit)", values
    ).map { try ParkedRecord($0, db) }
  }

  package static func find(_ db: PostgresSession, id: Int64) throws -> ParkedRecord? {
    try db.query("SELECT \(ParkedRecord.columns) FROM ledger.parked WHERE parked_id = $1", [.int(id)]).first.map {
      try ParkedRecord($0, db)
    }
  }

  /// The last parked record that states this event, whatever became of it; nil where there is none.
  ///
  /// So whoever emits an event hears that the ledger did not take it. The newest tells most: the same event may have been
  /// parked before, and be sent again. A record that an earlier program parked is found only where it was read as an event.
  package static func find(_ db: PostgresSession, _ event: EventIdentity) throws -> ParkedRecord? {
    try db.query(
      """
      SELECT \(ParkedRecord.columns) FROM ledger.parked WHERE event_id = $2 AND source = $1
      ORDER BY parked_id DESC LIMIT 1
      """, [.text(event.source), .text(event.id)]
    ).first.map { try ParkedRecord($0, db) }
  }

  /// Open parked records by reason.
  package static func openCounts(_ db: PostgresSession) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for row in try db.query("SELECT reason, count(*) FROM ledger.parked WHERE state = 'open' GROUP BY 1") {
      counts[try row.text(0)] = try row.int64(1)
    }
    return counts
  }

  /// What the ledger took of the same key after the record was parked, oldest first: what it would come too late for.
  ///
  /// Keys are not indexed; this reads the ledger from the record's place on until it has found `limit` events.
  package static func later(
    _ db: PostgresSession, than record: ParkedRecord, limit: Int
  ) throws -> [(position: Int64, type: String, id: String)] {
    guard let key = record.raw.key, !key.contains(0), let text = String(validating: key, as: UTF8.self) else {
      return []
    }
    return try db.query(
      """
      SELECT position, type, event_id FROM ledger.event WHERE position > $1 AND key = $2
      ORDER BY position LIMIT \(limit)
      """, [.int(record.afterPosition), .text(text)]
    ).map { (try $0.int64(0), try $0.text(1), try $0.text(2)) }
  }
}
