import Domain
import Ledger
import Postgres
import TestSupport
import Testing

@Suite(.database(migrated: true, adopted: false))
struct PartitionTests {
  /// Partitions of ten positions, with 25 events in the first three.
  private func fill(_ db: PostgresSession) throws -> TestLedger {
    try db.script("DROP TABLE ledger.event_0, ledger.event_1; SELECT ledger.ensure_partitions(25, 10)")
    var ledger = try TestLedger(db)
    try ledger.append((1...12).map { TestLedger.event("\($0)") })
    try ledger.append((13...25).map { TestLedger.event("\($0)") })
    return ledger
  }

  @Test func thereIsAlwaysOneAhead() async throws {
    try await Database.current.pool.run { db in
      _ = try fill(db)
      #expect(try LedgerPartition.all(db).map(\.name) == (0...3).map { "event_\($0)" })
      #expect(try db.query("SELECT ledger.ensure_partitions(25, 10)").first?.int64(0) == 0)
      #expect(try db.query("SELECT ledger.ensure_partitions(49, 10)").first?.int64(0) == 2)
      #expect(try LedgerPartition.all(db).allSatisfy(\.isAttached))
    }
  }

  @Test func aDetachedPartitionIsNamedAndComesBack() async throws {
    try await Database.current.pool.run { db in
      var ledger = try fill(db)
      try db.execute("ALTER TABLE ledger.event DETACH PARTITION ledger.event_0 CONCURRENTLY")
      #expect(try LedgerPartition.all(db).map(\.isAttached) == [false, true, true, true])
      let report = try LedgerVerifier().verify(db)
      #expect(report.firstBadPosition == 1 && report.problem?.contains("event_0, which is detached") == true)
      // The ledger goes on, old ids are known, and what is there verifies from its first whole batch.
      let result = try ledger.append([TestLedger.event("3"), TestLedger.event("26")])
      #expect(result.duplicates == 1 && result.appended == 1)
      #expect(try LedgerVerifier().verify(db, from: 13).problem == nil)
      #expect(try LedgerVerifier().verify(db, from: 13).positions == 14)
      // Nobody makes an empty one in its place, even where it was taken out of the database.
      try db.script("ALTER TABLE ledger.event_0 RENAME TO moved; ALTER TABLE ledger.moved SET SCHEMA public")
      #expect(try db.query("SELECT ledger.ensure_partitions(26, 10)").first?.int64(0) == 0)
      #expect(try LedgerVerifier().verify(db).problem == "the event is missing")
      try db.script(
        """
        ALTER TABLE moved SET SCHEMA ledger; ALTER TABLE ledger.moved RENAME TO event_0;
        ALTER TABLE ledger.event_0 ADD CONSTRAINT range CHECK (position >= 0 AND position < 10);
        ALTER TABLE ledger.event ATTACH PARTITION ledger.event_0 FOR VALUES FROM (0) TO (10);
        ALTER TABLE ledger.event_0 DROP CONSTRAINT range
        """)
      let whole = try LedgerVerifier().verify(db)
      #expect(whole.problem == nil && whole.positions == 26)
    }
  }
}
