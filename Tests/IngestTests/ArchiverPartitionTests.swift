import ArchiverSupport
import Ledger
import Postgres
import TestSupport
import Testing

@Suite(.broker, .database(migrated: true), .timeLimit(.minutes(15)))
struct ArchiverPartitionTests {
  /// Near the end of a partition the archiver makes those behind it, and none in the place of one that was taken out.
  @Test func theNextPartitionsAreMadeAhead() async throws {
    let harness = try await ArchiverHarness()
    try await Database.current.pool.run { db in
      // As if the ledger had filled its second partition to three quarters, and the first had been taken out.
      try db.script("DROP TABLE ledger.event_0; UPDATE ledger.head SET position = 17500000, frontier = ''")
      try db.execute(
        "UPDATE ledger.head SET frontier = decode(repeat('00', 32 * $1::int), 'hex')",
        [.int(Int64(Int64(17_500_000).nonzeroBitCount))])
    }
    try await harness.archiving { try await harness.until("to_regclass('ledger.event_3') IS NOT NULL") }
    let partitions = try await Database.current.pool.run { try LedgerPartition.all($0) }
    #expect(partitions.map(\.name) == ["event_1", "event_2", "event_3"])
    #expect(partitions.map(\.isAttached) == [true, true, true])
  }
}
