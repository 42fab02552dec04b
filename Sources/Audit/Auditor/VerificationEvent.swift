import Domain
import Projections

extension Event {
  package static let auditorSource = "/millrace/auditor"

  /// What a verification found, as an event. Its id is derived from all of it: two that found the same at the same
  /// position are one event, and one that finds something else is another.
  /// - Parameter occurredAt: when, on the ledger's clock, the position was recorded.
  package static func verified(_ verification: Verification, occurredAt: Timestamp) -> Event {
    let data: JSONValue = [
      "group": .string(verification.group), "version": .string(verification.version),
      "position": .integer(verification.position), "matches": .bool(verification.matches),
      "tables": .array(
        verification.tables.map { table in
          [
            "table": .string(table.name), "matches": .bool(table.matches),
            "live_rows": table.live.map { .integer($0.rows) } ?? .null,
            "live_checksum": table.live.map { .string($0.sum) } ?? .null,
            "replayed_rows": .integer(table.replayed.rows), "replayed_checksum": .string(table.replayed.sum),
          ]
        }),
      "differences": .array(
        verification.differences.map { difference in
          [
            "table": .string(difference.table), "row": .string(difference.row),
            "kind": .string(difference.kind.rawValue), "columns": .array(difference.columns.map(JSONValue.string)),
          ]
        }),
    ]
    return Event(
      id: Digest.id("verification", data), source: auditorSource, type: EventType.projectionVerified,
      subject: verification.group, occurredAt: occurredAt, loop: "*", key: "*",
      data: Array(data.canonicalText.utf8))
  }
}
