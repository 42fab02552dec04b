import Ledger
import Postgres
import Projections

/// What keeps loops from learning, counted by loop and reason: records that are parked, events that are left out, and
/// what is waited for. Loops that nobody configured count as `unknown`, so that no producer can make names.
package struct Backlog: Sendable, Hashable {
  package struct Count: Sendable, Hashable {
    package var loop: String
    /// The projection that left an event out, or the kind of thing that is waited for; empty for parked records.
    package var subject: String
    /// A code that groups.
    package var reason: String
    package var count: Int64
  }

  /// Open records, by reason alone, and by loop too.
  package var parkedByReason: [String: Int64]
  package var parked: [Count]
  package var foldErrors: [FoldErrorCount]
  package var leftOut: [Count]
  package var waits: [Count]

  /// What of the tables is not there yet, or not for this login to read, counts as nothing.
  package static func load(_ db: PostgresSession) throws -> Backlog {
    let isParkedRead = try db.canRead("ledger", "parked")
    let isFolded = try db.canRead("fold", "fold_error") && db.canRead("fold", "loop_version")
    let isLedgerRead = try db.canRead("ledger", "event")
    return Backlog(
      parkedByReason: isParkedRead ? try Parking.openCounts(db) : [:],
      parked: isParkedRead && isFolded ? try counts(db, parkedSQL) : [],
      foldErrors: isFolded ? try FoldErrorCount.load(db) : [],
      leftOut: isFolded && isLedgerRead ? try counts(db, leftOutSQL) : [],
      waits: try db.canRead("millrace", "loop_wait") ? counts(db, waitsSQL) : [])
  }

  private static let parkedSQL = """
    SELECT coalesce(l.loop, 'unknown'), '', p.reason, count(*)
    FROM ledger.parked p
    LEFT JOIN (SELECT DISTINCT loop FROM fold.loop_version) l
      ON p.header_values[array_position(p.header_names, 'ce_loop'::bytea)] = convert_to(l.loop, 'UTF8')
    WHERE p.state = 'open' GROUP BY 1, 3 ORDER BY 1, 3
    """

  private static let leftOutSQL = """
    SELECT coalesce(l.loop, 'unknown'), f.projection, f.reason, count(*)
    FROM fold.fold_error f
    JOIN ledger.event e ON e.position = f.position
    LEFT JOIN (SELECT DISTINCT loop FROM fold.loop_version) l ON l.loop = e.loop
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """

  private static let waitsSQL = """
    SELECT loop, thing, code, count(*) FROM millrace.loop_wait WHERE code IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """

  private static func counts(_ db: PostgresSession, _ sql: String) throws -> [Count] {
    try db.query(sql).map {
      Count(loop: try $0.text(0), subject: try $0.text(1), reason: try $0.text(2), count: try $0.int64(3))
    }
  }
}
