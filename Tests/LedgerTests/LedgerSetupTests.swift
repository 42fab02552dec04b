import Domain
import Ledger
import Postgres
import TestSupport
import Testing

/// What `migrate` says in the ledger itself.
@Suite struct LedgerSetupTests {
  private static let now = Timestamp(microseconds: 1_800_000_000_000_000)

  private static func rules(_ db: PostgresSession) throws -> [String] {
    try db.query("SELECT position, rules FROM ledger.rules_adopted ORDER BY position").map {
      try "\($0.int64(0)) \($0.text(1))"
    }
  }

  /// However often and by however many it is done, each set stands once, and the chain holds.
  @Test(.database(migrated: true, adopted: false))
  func eachSetIsAdoptedOnce() async throws {
    let pool = Database.current.pool
    let adopted = try await withThrowingTaskGroup(of: [RuleSet].self) { group in
      for _ in 0..<8 { group.addTask { try await pool.run { try LedgerSetup.adopt($0, now: Self.now) } } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(adopted == RuleSet.allCases)
    let again = try await LedgerSetup(directory: Database.migrations).apply(pool, now: Self.now)
    #expect(again.migrations.isEmpty && again.adopted.isEmpty)
    let (rules, report, parked) = try await pool.run { db in
      (try Self.rules(db), try LedgerVerifier().verify(db), try Parking.list(db, ParkingFilter(state: nil), limit: 1))
    }
    #expect(rules == ["1 doors"])
    #expect(report.problem == nil && report.positions == 1)
    #expect(parked.isEmpty)
  }

  /// A ledger from before gets the mark behind what it has; a detached partition hides no mark.
  @Test(.database(migrated: true, adopted: false))
  func theMarkIsBehindWhatIsThere() async throws {
    let (first, second, rules) = try await Database.current.pool.run { db in
      try db.script("DROP TABLE ledger.event_0, ledger.event_1; SELECT ledger.ensure_partitions(20, 4)")
      for number in 0..<3 { try LedgerSetupTests.append(db, number) }
      let first = try LedgerSetup.adopt(db, now: Self.now)
      for number in 3..<9 { try LedgerSetupTests.append(db, number) }
      try db.execute("ALTER TABLE ledger.event DETACH PARTITION ledger.event_1 CONCURRENTLY")
      let second = try LedgerSetup.adopt(db, now: Self.now)
      try db.script("ALTER TABLE ledger.event ATTACH PARTITION ledger.event_1 FOR VALUES FROM (4) TO (8)")
      return (first, second, try Self.rules(db))
    }
    #expect(first == [.doors])
    #expect(second == [])
    #expect(rules == ["4 doors"])
  }

  private static func append(_ db: PostgresSession, _ number: Int) throws {
    let event = Event(
      ClockTicked(time: now), id: "tick-\(number)", source: "/test", subject: nil, occurredAt: now, loop: "demo.loop",
      key: "demo.loop")
    _ = try LedgerAppender.append(
      db,
      records: [
        IncomingRecord(
          raw: .init(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0,
          offset: Int64(number), recordTime: nil, outcome: .success(event))
      ], ranges: [], now: now)
  }
}
