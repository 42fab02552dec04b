import Domain
import Postgres

/// A parked record's state while a batch is put together; written back with it.
struct ParkedState {
  var place: ParkedPlace
  var state: String
  var reason: String
  var message: String
  var note: String?
  var attempts: Int
  var decisionPosition: Int64?
  var eventPosition: Int64?
  /// Whether a retry in this batch waits for the record to be read again.
  var isAwaited = false
  var isChanged = false

  /// Those of the named records that exist. The caller holds the head's lock, which every writer of them takes first.
  static func load(_ db: PostgresSession, _ ids: Set<Int64>) throws -> [Int64: ParkedState] {
    guard !ids.isEmpty else { return [:] }
    var states: [Int64: ParkedState] = [:]
    for row in try db.query(
      """
      SELECT parked_id, state, reason, message, note, attempts, decision_position, event_position,
        topic, incarnation, partition, "offset"
      FROM ledger.parked WHERE parked_id = ANY ($1)
      """, [.intArray(ids.sorted())])
    {
      states[try row.int64(0)] = ParkedState(
        place: ParkedPlace(
          topic: ByteText(try row.text(8)), incarnation: try row.int64(9), partition: try row.int64(10),
          offset: try row.int64(11)),
        state: try row.text(1), reason: try row.text(2), message: try row.text(3), note: try row.optionalText(4),
        attempts: try row.int(5), decisionPosition: try row.optionalInt64(6), eventPosition: try row.optionalInt64(7))
    }
    return states
  }

  func write(_ db: PostgresSession, id: Int64) throws {
    let count = try db.execute(
      """
      UPDATE ledger.parked SET state = $2, reason = $3, message = $4, note = $5, attempts = $6::int,
        decision_position = $7, event_position = $8
      WHERE parked_id = $1
      """,
      [
        .int(id), .text(state), .text(reason), .text(message), PostgresValue(note), .int(Int64(attempts)),
        decisionPosition.map(PostgresValue.int) ?? .null, eventPosition.map(PostgresValue.int) ?? .null,
      ])
    guard count == 1 else { throw LedgerError(.missing, "parked record \(id) is gone", isRetriable: true) }
  }
}
