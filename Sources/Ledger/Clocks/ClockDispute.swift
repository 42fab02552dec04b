import Domain
import Postgres

/// An archiver that writes nothing, since its clock and the database's disagree: said where others can read it.
package struct ClockDispute: Sendable, Hashable {
  /// Who says so: the archiver's name, its own for as long as it runs.
  package var archiver: String
  package var since: Timestamp
  /// By how much the archiver's host is ahead of the database; below zero behind.
  package var lead: TimeSpan

  /// How long one is believed that was not said again.
  private static let validity = "interval '1 minute'"

  /// Says it, or says it again.
  package static func note(_ db: PostgresSession, archiver: String, lead: TimeSpan) throws {
    try db.execute(
      """
      INSERT INTO ledger.clock_dispute AS d (archiver, since, seen_at, lead)
      VALUES ($1, clock_timestamp(), clock_timestamp(), $2::bigint * interval '1 microsecond')
      ON CONFLICT (archiver) DO UPDATE SET seen_at = excluded.seen_at, lead = excluded.lead
      """, [.text(archiver), .int(lead.microseconds)])
  }

  /// Takes it back, and with it what others said who are heard no more.
  package static func settle(_ db: PostgresSession, archiver: String) throws {
    try db.execute(
      "DELETE FROM ledger.clock_dispute WHERE archiver = $1 OR seen_at < clock_timestamp() - \(validity)",
      [.text(archiver)])
  }

  /// Those that stand now.
  package static func all(_ db: PostgresSession) throws -> [ClockDispute] {
    try db.query(
      """
      SELECT archiver, since, (extract(epoch FROM lead) * 1000000)::bigint FROM ledger.clock_dispute
      WHERE seen_at > clock_timestamp() - \(validity) ORDER BY archiver
      """
    ).map { row in
      ClockDispute(
        archiver: try row.text(0), since: Timestamp(microseconds: try row.timestampMicros(1)),
        lead: TimeSpan(microseconds: try row.int64(2)))
    }
  }

  /// By how much the ledger's last recorded time is ahead of the database's clock: so long recorded times stand still.
  package static func headLead(_ db: PostgresSession) throws -> TimeSpan {
    let lead = try db.query(
      "SELECT (extract(epoch FROM recorded_at - clock_timestamp()) * 1000000)::bigint FROM ledger.head"
    ).first?.int64(0)
    return TimeSpan(microseconds: max(lead ?? 0, 0))
  }
}
