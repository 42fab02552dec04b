import Domain
import Foundation
import Postgres
import Projections
import TestSupport
import Testing

@Suite(.database(migrated: true))
struct AnalystTests {
  private var pool: PostgresPool { Database.current.pool }

  /// A year of nothing but one loop's flights, folded; half the answers are wrong.
  private func fill(count: Int = 60) async throws -> LiveProjections {
    var events = [try History.configured()]
    for number in 1..<count {
      let id = "i\(number)"
      let answer = History.event(
        3 * number, InteractionRecorded.type,
        [
          "interaction_id": .string(id), "input": ["carrier": .string(["UA", "DL", "B6"][number % 3]), "x": 1],
          "output": ["label": "no", "probability": 0.6, "probabilities": ["no": 0.6, "yes": 0.4]],
        ])
      events += [answer, History.feedback(3 * number + 1, id: id, label: number % 2 == 0 ? "yes" : "no")]
      if number % 10 == 0 { events.append(History.tick(3 * number + 2)) }
    }
    let live = LiveProjections(group: try History.group())
    try await pool.run { [events] db in
      try History.append(db, events)
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 1000).count > 0 {}
    }
    return live
  }

  private func example() throws -> AnalystProjection {
    try AnalystProjection(directory: History.home + "/projections/examples/daily_regret")
  }

  /// Adds a projection of these statements and folds it; returns why it failed, if it did.
  private func run(_ name: String, version: String = "1", tables: String, fold: String) async throws -> String? {
    let projection = try made(name, version: version, tables: tables, fold: fold)
    return try await pool.run { db in
      _ = try AnalystProjections.add(db, projection)
      while try AnalystProjections.step(db, limit: 50) > 0 {}
      return try StoredProjection.all(db).first { $0.name == name }?.error
    }
  }

  private func made(_ name: String, version: String, tables: String, fold: String) throws -> AnalystProjection {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      .appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let text = "--! tables\n\(tables)\n--! fold\n\(fold)\n"
    try Data(text.utf8).write(to: folder.appendingPathComponent("10_\(name).sql"))
    try Data(version.utf8).write(to: folder.appendingPathComponent("VERSION"))
    return try AnalystProjection(directory: folder.path)
  }

  /// The guide's example.
  @Test(arguments: [1, 7, 1000] as [Int64])
  func dailyRegretByCarrier(window: Int64) async throws {
    _ = try await fill()
    let example = try example()
    let rows = try await pool.run { db in
      #expect(try AnalystProjections.add(db, example) == .added)
      #expect(try AnalystProjections.add(db, example) == .unchanged)
      while try AnalystProjections.step(db, limit: window) > 0 {}
      return try db.query(
        "SELECT carrier, examples, regret FROM analyst_daily_regret.daily_regret ORDER BY day, carrier"
      ).map { row in try "\(row.text(0)) \(row.int64(1)) \(row.int64(2))" }
    }
    let expected = try await pool.run { db in
      try db.query(
        """
        SELECT i.input->>'carrier', count(*), count(*) FILTER (WHERE i.answer <> j.label)
        FROM fold.joined_example j JOIN fold.interaction i USING (loop, interaction_id)
        WHERE j.revision = 0 AND j.label IS NOT NULL
        GROUP BY date_trunc('day', j.occurred_at, 'UTC'), 1 ORDER BY date_trunc('day', j.occurred_at, 'UTC'), 1
        """
      ).map { row in try "\(row.text(0)) \(row.int64(1)) \(row.int64(2))" }
    }
    #expect(rows == expected)
    #expect(rows.count >= 3)
    let state = try await pool.run { try StoredProjection.all($0).first }
    #expect(state?.hasFailed == false)
    // Analysts read it; they do not write it.
    try await pool.run { db in
      try db.transaction {
        try db.script("SET LOCAL ROLE millrace_analyst")
        #expect(try db.query("SELECT count(*) FROM analyst_daily_regret.daily_regret").first?.int(0) == expected.count)
      }
    }
  }

  /// What a projection must not do fails, says why, and leaves everything as it was.
  @Test(arguments: [
    "DELETE FROM ledger.event WHERE $1::bigint < $2::bigint;",
    "INSERT INTO ledger.event SELECT * FROM ledger.event WHERE position > $1 AND position <= $2;",
    "UPDATE fold.interaction SET answer = 'x' WHERE position > $1 AND position <= $2;",
    "INSERT INTO own SELECT position FROM fold.interaction WHERE position > $1 AND position <= $2;",
    "INSERT INTO own SELECT position FROM ledger.batch, ledger.head h WHERE h.position > $1 AND h.position <= $2;",
    "UPDATE projection.analyst SET position = 0 WHERE $1::bigint < $2::bigint;",
    "INSERT INTO analyst_other.own SELECT position FROM ledger.event WHERE position > $1 AND position <= $2;",
    "CREATE TABLE public.escaped AS SELECT $1::bigint AS a, $2::bigint AS b;",
    "CREATE TABLE more AS SELECT $1::bigint AS a, $2::bigint AS b;",
    "CREATE TEMP TABLE later AS SELECT $1::bigint AS a, $2::bigint AS b;",
    "WITH w AS (SELECT $1::bigint, $2::bigint, set_config('role', 'none', true)) INSERT INTO own SELECT 1 FROM w;",
    "WITH w AS (SELECT $1::bigint, $2::bigint, set_config('role', 'millrace_projector', false)) INSERT INTO own SELECT 1 FROM w;",
    "DO $do$ BEGIN EXECUTE 'RESET ROLE'; DELETE FROM ledger.event; END $do$; --$1 $2",
    "DO $do$ BEGIN DELETE FROM ledger.event; END $do$; --$1 $2",
    "DO $do$ BEGIN COMMIT; END $do$; --$1 $2",
    "INSERT INTO own SELECT 1 / (e.position - e.position) FROM ledger.event e WHERE position > $1 AND position <= $2;",
    "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (VALUE <> ''); --$1 $2",
    "CREATE TYPE pg_temp.int8 AS ENUM ('a'); --$1 $2",
    "DO $do$ BEGIN PERFORM lo_create(0); END $do$; --$1 $2",
    "CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM ledger.event; RETURN NULL; END'; --$1 $2",
  ])
  func whatItMustNotDoFails(statement: String) async throws {
    let live = try await fill(count: 12)
    let before = try await pool.run { db in
      (try live.live.checksums(db), try db.query("SELECT count(*) FROM ledger.event").first?.int64(0))
    }
    #expect(
      try await run("other", tables: "CREATE TABLE own (a bigint);", fold: "DELETE FROM own WHERE $1 < $2;") == nil)
    let reason = try await run("intruder", tables: "CREATE TABLE own (a bigint);", fold: statement)
    #expect(reason != nil)
    let after = try await pool.run { db in
      (try live.live.checksums(db), try db.query("SELECT count(*) FROM ledger.event").first?.int64(0))
    }
    #expect(before.0 == after.0)
    #expect(before.1 == after.1)
    // It stopped alone.
    let states = try await pool.run { try StoredProjection.all($0).map { "\($0.name) \($0.hasFailed) \($0.position)" } }
    #expect(states[0] == "intruder true 0")
    #expect(states[1].hasPrefix("other false ") && states[1] != "other false 0")
    let own = try await pool.run { try $0.query("SELECT count(*) FROM analyst_intruder.own").first?.int64(0) }
    #expect(own == 0)
  }

  /// What it puts in place of statements that are prepared on the connection, and what it sets there, is nobody's.
  @Test(arguments: 0...3) func whatItLeavesOnTheConnectionIsNobodys(parameters: Int) async throws {
    _ = try await fill(count: 12)
    // Names that are in use, and those that will be; with so many parameters as the statement that is replaced may have.
    let types = Array(repeating: "text", count: parameters).joined(separator: ", ")
    let head = parameters == 0 ? "" : "(\(types))"
    let attack = """
      DO $do$ DECLARE n int; BEGIN
        DEALLOCATE ALL;
        FOR n IN 1..600 LOOP
          EXECUTE 'PREPARE s' || n || ' \(head) AS INSERT INTO analyst_intruder.own VALUES (-1)';
        END LOOP;
        PERFORM set_config('search_path', 'analyst_intruder, pg_catalog', false);
        PERFORM set_config('statement_timeout', '1h', false), set_config('work_mem', '1GB', false);
        PERFORM set_config('default_transaction_read_only', 'on', false);
        PERFORM pg_advisory_lock(4711);
        LISTEN millrace_intruder;
      END $do$; --$1 $2
      """
    let tables = """
      CREATE TABLE own (a bigint);
      CREATE VIEW pg_proc AS SELECT 0 AS proowner, '' AS proname, 0 AS pronamespace WHERE false;
      CREATE VIEW pg_class AS SELECT 0 AS relowner, '' AS relname, '' AS relpersistence WHERE false;
      """
    let other = try made(
      "other", version: "1", tables: "CREATE TABLE own (a bigint);", fold: "DELETE FROM own WHERE $1 < $2;")
    let intruder = try made(
      "intruder", version: "1", tables: tables, fold: attack.replacingOccurrences(of: "\n", with: " "))
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    try await pool.run { db in
      let names = ["search_path", "statement_timeout", "work_mem", "role", "default_transaction_read_only"]
      func settings() throws -> [String] { try names.map { try db.query("SHOW \($0)").first?.text(0) ?? "" } }
      let before = try settings()
      _ = try AnalystProjections.add(db, other)
      _ = try AnalystProjections.add(db, intruder)
      let session = db.backendProcessID
      while try AnalystProjections.step(db, limit: 5) > 0 {}
      #expect(db.backendProcessID == session)
      #expect(try settings() == before)
      let left = try db.query(
        """
        SELECT (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)
          + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
          + (SELECT count(*) FROM pg_listening_channels()) + (SELECT count(*) FROM analyst_intruder.own)
        """
      ).first?.int64(0)
      #expect(left == 0)
      #expect(try StoredProjection.all(db).map { "\($0.name) \($0.hasFailed)" } == ["intruder false", "other false"])
      let head = try db.query("SELECT position FROM ledger.head").first?.int64(0)
      #expect(try StoredProjection.all(db).allSatisfy { $0.position == head })
    }
    await pool.close()
  }

  /// Names that Postgres looks for behind a fold are its own, whatever the fold's tables are called.
  @Test func aFunctionIsFoundWhateverTheSearchPath() async throws {
    _ = try await fill(count: 12)
    let reason = try await run(
      "intruder",
      tables: """
        CREATE TABLE own (a bigint);
        CREATE VIEW pg_proc AS SELECT 0 AS proowner, '' AS proname, 0 AS pronamespace WHERE false;
        """,
      fold: "DO $do$ BEGIN CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; "
        + "PERFORM set_config('search_path', 'analyst_intruder, pg_catalog', false); END $do$; --$1 $2")
    #expect(reason?.contains("made function ") == true, "\(reason ?? "it went through")")
  }

  @Test func tablesThatCannotBeMadeAddNothing() async throws {
    _ = try await fill(count: 5)
    for tables in [
      "CREATE TABLE public.mine (a int);", "CREATE TABLE own (a int); DROP TABLE ledger.event;", "CREATE TABLE",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    ] {
      await #expect(throws: (any Error).self) {
        _ = try await run("broken", tables: tables, fold: "DELETE FROM own WHERE $1 < $2;")
      }
    }
    let left = try await pool.run { db in
      (
        try StoredProjection.all(db).count,
        try db.query("SELECT to_regnamespace('analyst_broken') IS NULL").first?.bool(0)
      )
    }
    #expect(left.0 == 0)
    #expect(left.1 == true)
  }

  @Test func aNewVersionTakesOverWhenItHasCaughtUp() async throws {
    _ = try await fill(count: 30)
    let fold = "INSERT INTO own SELECT position FROM ledger.event WHERE position > $1 AND position <= $2;"
    #expect(try await run("mine", tables: "CREATE TABLE own (a bigint);", fold: fold) == nil)
    let changed = try made("mine", version: "1", tables: "CREATE TABLE own (a bigint, b bigint);", fold: fold)
    await #expect(throws: ProjectionError.self) { try await pool.run { _ = try AnalystProjections.add($0, changed) } }
    let second = try made("mine", version: "2", tables: "CREATE TABLE own (a bigint, b bigint);", fold: fold)
    try await pool.run { db in
      #expect(try AnalystProjections.add(db, second) == .replacing(version: "1"))
      _ = try AnalystProjections.step(db, limit: 5)
      // Readers have the whole old copy until then.
      #expect(try db.query("SELECT max(a) FROM analyst_mine.own").first?.int64(0) ?? 0 > 5)
      while try AnalystProjections.step(db, limit: 5) > 0 {}
      let stored = try StoredProjection.all(db)
      #expect(stored.map(\.version) == ["2"])
      #expect(stored.map(\.isLive) == [true])
      #expect(
        try db.query("SELECT count(*), count(b) FROM analyst_mine.own").first?.int64(0)
          == db.query("SELECT count(*) FROM ledger.event").first?.int64(0))
      try AnalystProjections.remove(db, "mine")
      #expect(try StoredProjection.all(db).isEmpty)
      #expect(try db.query("SELECT to_regrole($1) IS NULL", [.text(stored[0].role)]).first?.bool(0) == true)
      #expect(try db.query("SELECT to_regnamespace('analyst_mine') IS NULL").first?.bool(0) == true)
    }
  }

  /// The live copy is what its folds give, until somebody changes a row; a fold that reads beyond its window is found.
  @Test func theyAreVerified() async throws {
    _ = try await fill()
    let example = try example()
    func verify(_ name: String) async throws -> Verification {
      try await pool.run { try AnalystProjections.verify($0, name, limit: 40) }
    }
    try await pool.run { db in
      _ = try AnalystProjections.add(db, example)
      while try AnalystProjections.step(db, limit: 7) > 0 {}
    }
    let good = try await verify("daily_regret")
    #expect(good.matches && good.group == "daily_regret" && good.version == example.digest)
    #expect(good.tables.map(\.name) == ["daily_regret"] && good.tables[0].replayed.rows >= 3)
    #expect(try await good.position == pool.run { try $0.query("SELECT position FROM ledger.head").first?.int64(0) })
    try await pool.run { db in
      try db.script("UPDATE analyst_daily_regret.daily_regret SET regret = regret + 1 WHERE carrier = 'DL'")
      try db.script("DELETE FROM analyst_daily_regret.daily_regret WHERE carrier = 'UA'")
    }
    let bad = try await verify("daily_regret")
    #expect(!bad.matches)
    #expect(bad.differences.contains { $0.row.hasSuffix(" DL") && $0.kind == .changed && $0.columns == ["regret"] })
    #expect(bad.differences.contains { $0.row.hasSuffix(" UA") && $0.kind == .missing })
    let fold = "INSERT INTO own SELECT count(*) FROM ledger.event WHERE $1::bigint < $2::bigint;"
    #expect(try await run("impure", tables: "CREATE TABLE own (a bigint);", fold: fold) == nil)
    #expect(try await !verify("impure").matches)
    await #expect(throws: ProjectionError.self) { try await verify("nothing") }
    let left = try await pool.run { try $0.query("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'verify'").first }
    #expect(try left?.int(0) == 0)
  }

  /// A sort of 400 MB.
  private static let spill = """
    INSERT INTO own SELECT max(length(t)) FROM (
      SELECT repeat(md5(n::text), 32) || n AS t FROM generate_series(1, 400000) n WHERE $1 < $2 ORDER BY 1 OFFSET 1) s;
    """

  @Test func oneThatSpillsIsEnded() async throws {
    _ = try await fill(count: 10)
    let reason = try await run("spiller", tables: "CREATE TABLE own (a bigint);", fold: Self.spill)
    #expect(reason?.contains("temp_file_limit (262144kB)") == true, "\(reason ?? "it went through")")
    #expect(reason?.contains("256 MB") == true)
    let replay = try Replay(group: History.group(), name: "spilled")
    let failures = try await pool.run { try replay.run($0, to: 10, limit: 1000) }
    #expect(failures.map(\.projection) == ["spiller"] && failures[0].reason.contains("temp_file_limit"))
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { db in
        // As if it had folded.
        try db.script("UPDATE projection.analyst SET position = 5, state = 'active'")
        _ = try AnalystProjections.verify(db, "spiller", limit: 1000)
      }
    }
    #expect(error?.sqlState == "53400")
    // Others, and the bound's own session, have what they had.
    #expect(try await pool.run { try $0.query("SHOW temp_file_limit").first?.text(0) } == "-1")
    let none = try await run(
      "raiser", tables: "CREATE TABLE own (a bigint);",
      fold: """
        WITH w AS (SELECT $1::bigint, $2::bigint, set_config('temp_file_limit', '-1', true)) INSERT INTO own SELECT 1 FROM w;
        """)
    #expect(none?.contains("permission denied") == true)
  }

  /// Who may not set it folds all the same; `status` says who, and what to do.
  @Test func whoCannotBoundTemporaryFilesIsNamed() async throws {
    _ = try await fill(count: 5)
    let fold = "INSERT INTO own SELECT position FROM ledger.event WHERE position > $1 AND position <= $2;"
    let role = "spill_\(Database.current.name)"
    #expect(try await run("mine", tables: "CREATE TABLE own (a bigint);", fold: fold) == nil)
    try await pool.run {
      try $0.script("REVOKE SET ON PARAMETER temp_file_limit FROM millrace_projector, millrace_auditor")
    }
    func warning() async throws -> String { try await pool.run { try TemporaryFiles.warning($0) } ?? "" }
    #expect(try await !warning().contains(role))
    try await pool.run {
      try $0.script("CREATE ROLE \(quoteIdentifier(role)) LOGIN IN ROLE millrace_projector")
    }
    let named = try await warning()
    #expect(named.contains(role) && named.contains("GRANT SET ON PARAMETER temp_file_limit TO millrace_projector"))
    var configuration = Database.current.configuration
    configuration.user = role
    let theirs = PostgresPool(configuration: configuration, size: 1)
    let copies = try await theirs.run { db in
      while try AnalystProjections.step(db, limit: 3) > 0 {}
      return try StoredProjection.all(db).map(\.hasFailed)
    }
    #expect(copies == [false])
    try await pool.run { try $0.script("GRANT SET ON PARAMETER temp_file_limit TO \(quoteIdentifier(role))") }
    #expect(try await !warning().contains(role))
    try await pool.run { db in
      try db.script("REVOKE SET ON PARAMETER temp_file_limit FROM \(quoteIdentifier(role))")
      try db.script("ALTER ROLE \(quoteIdentifier(role)) SET temp_file_limit = '10MB'")
    }
    #expect(try await !warning().contains(role))
    // The group's right is enough.
    let spiller = try made("spiller", version: "1", tables: "CREATE TABLE own (a bigint);", fold: Self.spill)
    try await pool.run { db in
      try db.script("ALTER ROLE \(quoteIdentifier(role)) RESET temp_file_limit")
      try db.script("GRANT SET ON PARAMETER temp_file_limit TO millrace_projector")
      _ = try AnalystProjections.add(db, spiller)
    }
    #expect(try await !warning().contains(role))
    let reason = try await theirs.run { db in
      while try AnalystProjections.step(db, limit: 1000) > 0 {}
      return try StoredProjection.all(db).first { $0.name == "spiller" }?.error
    }
    #expect(reason?.contains("temp_file_limit (262144kB)") == true)
    try await pool.run { try $0.script("REVOKE SET ON PARAMETER temp_file_limit FROM millrace_projector") }
    await theirs.close()
    try await pool.run { try $0.script("DROP ROLE \(quoteIdentifier(role))") }
  }

  @Test func aFailedOneGetsAnotherChance() async throws {
    _ = try await fill(count: 10)
    let fold = "INSERT INTO own SELECT 1 / (SELECT count(*) FROM own) WHERE $1 < $2;"
    #expect(try await run("mine", tables: "CREATE TABLE own (a bigint);", fold: fold) == "division by zero")
    let mended = try made(
      "mine", version: "2", tables: "CREATE TABLE own (a bigint);", fold: "INSERT INTO own SELECT 1 WHERE $1 < $2;")
    try await pool.run { db in
      _ = try AnalystProjections.add(db, mended)
      while try AnalystProjections.step(db, limit: 50) > 0 {}
      let stored = try StoredProjection.all(db)
      #expect(stored.map(\.hasFailed) == [false])
      try AnalystProjections.rebuild(db, "mine")
      while try AnalystProjections.step(db, limit: 50) > 0 {}
      #expect(try StoredProjection.all(db).count == 1)
    }
  }

  /// A replay folds them too, over its own views; at the same position it gives what is live.
  @Test func replaysHaveThemToo() async throws {
    let live = try await fill()
    let example = try example()
    try await pool.run { db in
      _ = try AnalystProjections.add(db, example)
      while try AnalystProjections.step(db, limit: 20) > 0 {}
      let head = try live.live.position(db)
      let replay = try Replay(group: live.group, name: "past")
      #expect(try replay.run(db, to: 50, limit: 30).isEmpty)
      let count = "SELECT coalesce(sum(examples), 0)::bigint FROM "
      let then = try db.query(count + "past_daily_regret.daily_regret").first?.int64(0)
      let expected = try db.query(
        "SELECT count(*) FROM past.joined_example WHERE revision = 0 AND label IS NOT NULL"
      ).first?.int64(0)
      #expect(then == expected)
      #expect(then ?? 0 > 0)
      try replay.run(db, to: head, limit: 1000)
      let now = try db.query(count + "past_daily_regret.daily_regret").first?.int64(0)
      #expect(try now == db.query(count + "analyst_daily_regret.daily_regret").first?.int64(0))
      try replay.drop(db)
      #expect(try db.query("SELECT to_regnamespace('past_daily_regret') IS NULL").first?.bool(0) == true)
    }
  }

  @Test func foldersAreChecked() throws {
    #expect(throws: ProjectionError.self) { try made("Mine", version: "1", tables: "", fold: "SELECT $1, $2;") }
    #expect(throws: ProjectionError.self) { try made("mine", version: "", tables: "", fold: "SELECT $1, $2;") }
    #expect(throws: ProjectionError.self) { try made("mine", version: "1", tables: "", fold: "") }
    #expect(throws: ProjectionError.self) { try made("mine", version: "1", tables: "", fold: "SELECT 1;") }
    #expect(throws: ProjectionError.self) { try AnalystProjection(directory: History.home) }
  }
}
