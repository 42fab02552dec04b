import TestSupport
import Testing

@testable import Postgres

@Suite struct StatementCacheTests {
  @Test func leastRecentlyUsedLeaves() {
    var cache = StatementCache(capacity: 2)
    let keys = ["a", "b", "c"].map { StatementCache.Key(query: $0, types: [20]) }
    #expect(cache.name(for: keys[0]) == nil)
    #expect(cache.insert(keys[0], name: "s1") == nil)
    #expect(cache.insert(keys[1], name: "s2") == nil)
    #expect(cache.name(for: keys[0]) == "s1")
    #expect(cache.insert(keys[2], name: "s3") == "s2")
    #expect(cache.name(for: keys[1]) == nil)
    #expect(cache.name(for: keys[0]) == "s1")
    #expect(cache.name(for: StatementCache.Key(query: "a", types: [25])) == nil)
    #expect(cache.count == 2)
  }

  @Test(.database) func serverHoldsWhatTheCacheHolds() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1, statementCapacity: 3)
    try await pool.run { db in
      for round in 0..<3 {
        for number in 0..<6 {
          #expect(try db.query("SELECT $1 + \(number)", [.int(Int64(round))])[0].int(0) == round + number)
        }
      }
      let held = try db.query("SELECT count(*) FROM pg_prepared_statements")[0].int(0)
      #expect(held <= 4, "three, and at most one waiting to be deallocated")
    }
    await pool.close()
  }

  @Test(.database, arguments: ["DEALLOCATE ALL", "DISCARD ALL", "DISCARD PLANS; DEALLOCATE ALL"])
  func survivesLossOfStatements(_ loss: String) async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    try await pool.run { db in
      for _ in 0..<2 {
        #expect(try db.query("SELECT $1", [1])[0].int(0) == 1)
        try db.script(loss)
      }
      // Unseen by the session: in a function's clothes.
      try db.script("CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''DEALLOCATE ALL''; END'")
      #expect(try db.query("SELECT $1", [2])[0].int(0) == 2)
      try db.script("SELECT forget()")
      #expect(try db.query("SELECT $1", [3])[0].int(0) == 3)
    }
    await pool.close()
  }

  @Test(.database) func changedResultTypeIsPreparedAnew() async throws {
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
      #expect(try db.query("SELECT * FROM t").columns == ["a"])
      try db.script("ALTER TABLE t ADD b int")
      #expect(try db.query("SELECT * FROM t").columns == ["a", "b"])
      try db.script("ALTER TABLE t ADD c int")
      let error = #expect(throws: PostgresError.self) { try db.transaction { try db.query("SELECT * FROM t") } }
      #expect(error?.isRetriable == true)
      #expect(try db.transaction { try db.query("SELECT * FROM t").columns } == ["a", "b", "c"])
    }
  }
}
