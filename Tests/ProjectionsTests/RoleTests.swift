import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// What each role needs, it may; what it must not do, it cannot.
@Suite(.database(migrated: true, adopted: false))
struct RoleTests {
  private var pool: PostgresPool { Database.current.pool }

  private func fill() async throws {
    var random = SplitMix(state: 41)
    let events = try History.random(&random, count: 100)
    let live = LiveProjections(group: try History.group())
    try await pool.run { db in
      try History.append(db, events)
      _ = try live.prepare(db)
      _ = try live.live.step(db, limit: 1000)
      _ = try live.rebuild(db, limit: 1000)
      try Replay(group: live.group, name: "past").run(db, to: 50, limit: 1000)
    }
  }

  /// nil where the role may; else the SQLSTATE.
  private func attempt(_ role: DatabaseRole, _ sql: String) async throws -> String? {
    do {
      try await pool.run { db in
        try db.transaction {
          try db.script("SET LOCAL ROLE \(role.rawValue)")
          try db.script(sql)
          throw Undone()
        }
      }
    } catch is Undone {
      return nil
    } catch let error as PostgresError {
      return error.sqlState
    }
    return nil
  }

  private struct Undone: Error {}

  @Test func nobodyButTheOwnerChangesAnEvent() async throws {
    try await fill()
    let partition = "ledger.event_0"
    for role in DatabaseRole.allCases {
      for sql in [
        "UPDATE ledger.event SET data = '{}'", "DELETE FROM ledger.event", "TRUNCATE ledger.event",
        "UPDATE \(partition) SET data = '{}'", "DELETE FROM \(partition)", "DROP TABLE \(partition)",
        "UPDATE ledger.event_id SET position = 0", "DELETE FROM ledger.event_id",
        "UPDATE ledger.batch SET chain_hash = ''", "DELETE FROM ledger.batch", "DELETE FROM ledger.head",
        "ALTER TABLE ledger.event DETACH PARTITION \(partition)", "DELETE FROM ledger.parked",
        "CREATE TRIGGER t BEFORE INSERT ON ledger.event EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      ] {
        #expect(try await attempt(role, sql) == "42501", "\(role.rawValue): \(sql)")
      }
    }
  }

  @Test func eachMayWhatItNeedsAndNoMore() async throws {
    try await fill()
    let insertEvent = """
      INSERT INTO ledger.event SELECT position + 1000, recorded_at, occurred_at, loop, type, source, event_id, subject,
        key, correlation_id, causation_id, traceparent, extensions, data, salt, content_hash, batch FROM ledger.event
      """
    let all = Set(DatabaseRole.allCases)
    let cases: [(sql: String, allowed: Set<DatabaseRole>)] = [
      (insertEvent, [.archiver]),
      ("UPDATE ledger.head SET position = position", [.archiver]),
      ("SELECT ledger.ensure_partitions(20000000)", [.archiver]),
      ("UPDATE ledger.parked SET state = 'discarded'", [.archiver]),
      ("SELECT count(*) FROM ledger.event", all.subtracting([.analyst])),
      ("SELECT count(*) FROM ledger.parked", [.archiver, .projector, .service, .auditor]),
      ("SELECT count(*) FROM ledger.interaction_recorded", [.projector, .service, .auditor]),
      ("SELECT count(*) FROM fold.interaction", [.projector, .service, .auditor]),
      ("UPDATE fold.serving_slot SET generation = 7", [.projector]),
      ("DELETE FROM fold_old.interaction", [.projector]),
      ("SELECT count(*) FROM millrace.interaction", all.subtracting([.archiver])),
      ("SELECT count(*) FROM millrace.joined_example_as_of(50)", all.subtracting([.archiver])),
      ("SELECT millrace.position_at(now())", all.subtracting([.archiver])),
      ("SELECT count(*) FROM past.interaction", all.subtracting([.archiver, .projector])),
      ("DELETE FROM past_fold.interaction", [.auditor]),
      ("SELECT count(*) FROM past_fold.interaction", [.auditor, .service]),
      ("COMMENT ON VIEW millrace.interaction IS ''", [.projector]),
      ("CREATE SCHEMA another", [.projector, .auditor]),
      ("CREATE TABLE public.another (a int)", []),
      ("INSERT INTO artifact.object VALUES (decode(repeat('00', 32), 'hex'), 1, 1)", [.service]),
      ("UPDATE artifact.object SET size = 0", []),
      ("DELETE FROM artifact.chunk", []),
      ("SELECT count(*) FROM artifact.object", [.projector, .service, .auditor]),
      ("INSERT INTO reactor.cursor VALUES ('curator', 'a.b', 1, 1)", [.service]),
      ("SELECT count(*) FROM reactor.cursor", [.service, .auditor]),
      ("SELECT count(*) FROM reactor.retry", [.projector, .service, .auditor]),
      ("DELETE FROM reactor.retry", [.service]),
      ("CREATE ROLE intruder", []),
    ]
    for (sql, allowed) in cases {
      for role in DatabaseRole.allCases {
        let expected = allowed.contains(role) ? nil : "42501"
        #expect(try await attempt(role, sql) == expected, "\(role.rawValue): \(sql)")
      }
    }
  }

  /// The archiver's own code does with its role's rights.
  @Test func theArchiverAppendsInItsRole() async throws {
    let events = [try History.configured(), History.interaction(1, id: "a")]
    try await pool.run { db in
      try db.transaction {
        try db.script("SET LOCAL ROLE millrace_archiver")
        try History.append(db, events)
        try DedupFilter().load(db)
      }
      #expect(try db.query("SELECT position FROM ledger.head").first?.int64(0) == 2)
    }
  }

  @Test(arguments: [DatabaseRole.archiver, .service, .auditor])
  func whoeverWritesOrWaitsFindsAnEvent(role: DatabaseRole) async throws {
    try await fill()
    #expect(try await attempt(role, "SELECT ledger.position_of('/a', 'b')") == nil)
  }

  @Test func noneCanLogIn() async throws {
    let rows = try await pool.run { db in
      try db.query(
        """
        SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)
          AND NOT (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
        """, [.textArray(DatabaseRole.allCases.map(\.rawValue))]
      ).count
    }
    #expect(rows == DatabaseRole.allCases.count)
  }
}
