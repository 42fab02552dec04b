import Domain
import Projections

extension Event {
  package static let auditorSource = "/millrace/auditor"

  /// What a verification found, as an event. Its id is derived from all of it: two that found the same at the same
  /// position are one event, and one that finds something else is another.
  /// - Parameter occurredAt: when, on the ledger's clock, the position was recorded.
  package static func verified(_ verification: Verification, occurredAt: Timestamp) -> Event {
    let data = ProjectionVerified(
      group: verification.group, version: verification.version, position: verification.position,
      matches: verification.matches,
      tables: verification.tables.map { table in
        ProjectionVerified.Table(
          table: table.name, matches: table.matches, liveRows: table.live?.rows, liveChecksum: table.live?.sum,
          replayedRows: table.replayed.rows, replayedChecksum: table.replayed.sum)
      },
      differences: verification.differences.map { difference in
        ProjectionVerified.Difference(
          table: difference.table, row: difference.row, kind: difference.kind, columns: difference.columns)
      })
    return Event(
      data, id: Digest.id("verification", data.json), source: auditorSource, subject: verification.group,
      occurredAt: occurredAt, loop: "*", key: "*")
  }
}
