import Ledger
import Postgres
import Projections

/// What keeps loops from learning, counted by loop and reason: records that are parked, events that are left out, and
/// what is waited for; and what was wrong with what was sent, whether anybody misses it or not. Loops that nobody configured
/// count as `unknown`, so that no producer can make names.
package struct Backlog: Sendable, Hashable {
  package struct Count: Sendable, Hashable {
    package var loop: String
    /// The projection that left an event out, the kind of thing that is waited for, or the input; empty for parked records
    /// and for inputs that are not counted by name.
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
  /// What was wrong with inputs since the ledger began: of each loop twenty by name, and the rest by reason.
  package var problems: [Count]
  package var examples: [ExampleBacklog]
  /// What came for loops that nobody configured; nil: nothing.
  package var unconfigured: UnconfiguredLoops?
  /// Archivers that write nothing, since their clock and the database's disagree; nil: not for this login to know.
  package var clockDisputes: Int?
  /// By how much the ledger's time is ahead of the database's clock, in microseconds; nil: not for this login to know.
  package var headLead: Int64?
  package var gaps: [IngestGap]

  /// What of the tables is not there yet, or not for this login to read, counts as nothing.
  /// - Parameter recent: what was counted a few seconds ago: what takes long to count and moves slowly is taken from it.
  package static func load(_ db: PostgresSession, recent: Backlog? = nil) throws -> Backlog {
    let isParkedRead = try db.canRead("ledger", "parked")
    let isFolded = try db.canRead("fold", "fold_error") && db.canRead("fold", "loop_version")
    let isLedgerRead = try db.canRead("ledger", "event")
    return Backlog(
      parkedByReason: isParkedRead ? try Parking.openCounts(db) : [:],
      parked: isParkedRead && isFolded ? try counts(db, parkedSQL) : [],
      foldErrors: isFolded ? try FoldErrorCount.load(db) : [],
      leftOut: isFolded && isLedgerRead ? try counts(db, leftOutSQL) : [],
      waits: try db.canRead("millrace", "loop_wait") ? counts(db, waitsSQL) : [],
      problems: try recent?.problems ?? (db.canRead("fold", "input_problem") ? counts(db, problemsSQL) : []),
      examples: try recent?.examples
        ?? (db.canRead("millrace", "example_backlog") && db.canRead("millrace", "loop_policy")
          ? ExampleBacklog.all(db) : []),
      unconfigured: try recent.map(\.unconfigured) ?? UnconfiguredLoops.load(db),
      clockDisputes: try db.canRead("ledger", "clock_dispute") ? ClockDispute.all(db).count : nil,
      headLead: try db.canRead("ledger", "head") ? ClockDispute.headLead(db).microseconds : nil,
      gaps: try db.canRead("ledger", "ingest_gap") && db.canRead("ledger", "incarnation") ? IngestGap.all(db) : [])
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
    SELECT CASE code WHEN 'not_configured' THEN 'unknown' ELSE loop END, thing, code, count(*)
    FROM millrace.loop_wait WHERE code IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """

  private static let problemsSQL = """
    SELECT loop, CASE WHEN place <= 20 THEN input ELSE '' END, reason, sum(count)::bigint FROM (
      SELECT loop, input, reason, sum(count) AS count, row_number() OVER (
        PARTITION BY loop ORDER BY reason IN ('undeclared', 'more_undeclared'), sum(count) DESC, input, reason) AS place
      FROM fold.input_problem GROUP BY loop, input, reason
    ) p GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """

  private static func counts(_ db: PostgresSession, _ sql: String) throws -> [Count] {
    try db.query(sql).map {
      Count(loop: try $0.text(0), subject: try $0.text(1), reason: try $0.text(2), count: try $0.int64(3))
    }
  }
}
