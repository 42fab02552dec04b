import Domain
import Postgres

/// Reads the ledger in the order of its positions.
package enum LedgerReader {
  /// Where the ledger ends.
  package static func head(_ db: PostgresSession, lock: Bool = false) throws -> LedgerHead {
    let sql = "SELECT position, recorded_at, batch, chain_hash, frontier FROM ledger.head" + (lock ? " FOR UPDATE" : "")
    guard let row = try db.query(sql).first else {
      throw LedgerError(.missing, "ledger.head has no row; the migrations put it there: restore the database")
    }
    let position = try row.int64(0)
    return LedgerHead(
      position: position, recordedAt: Timestamp(microseconds: try row.timestampMicros(1)),
      batch: try row.int64(2), chainHash: Hash(bytes: try row.bytes(3)),
      frontier: try MerkleFrontier(size: position, bytes: try row.bytes(4)))
  }

  /// Control events (all but interactions and feedback) after a position, oldest first.
  ///
  /// - Parameters:
  ///   - loop: that loop's, and those of every loop (`*`).
  ///   - bound: the last position to look at.
  package static func controlEvents(
    _ db: PostgresSession, loop: String, after position: Int64, bound: Int64, types: [String], limit: Int
  ) throws -> [LedgerEvent] {
    let rows = try db.query(
      """
      SELECT position, recorded_at, occurred_at, loop, type, source, event_id, correlation_id, data::text
      FROM ledger.event
      WHERE position > $1 AND position <= $2 AND loop IN ($3, '*') AND type = ANY ($4)
        AND type <> 'millrace.interaction.recorded.v1' AND type <> 'millrace.feedback.received.v1'
      ORDER BY position LIMIT \(limit)
      """, [.int(position), .int(bound), .text(loop), .textArray(types)])
    return try rows.map { row in
      LedgerEvent(
        position: try row.int64(0), recordedAt: Timestamp(microseconds: try row.timestampMicros(1)),
        occurredAt: Timestamp(microseconds: try row.timestampMicros(2)), loop: try row.text(3),
        type: try row.text(4), source: try row.text(5), id: try row.text(6),
        correlationID: try row.optionalText(7), data: Array(try row.optionalText(8)?.utf8 ?? "".utf8))
    }
  }
}
