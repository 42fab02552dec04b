import ArchiverSupport
import Domain
import Execution
import Ingest
import Kafka
import Ledger
import Postgres
import Projections
import Publishing
import Audit
import TestSupport
import Testing
import Wire

@Suite(.broker, .database(migrated: true))
struct AuditorTests {
  /// The service, beside a real archiver and a real projector: it verifies when that is due, and the ledger has what it
  /// found; then it is not due any more.
  @Test func verifiesAndSaysWhatItFound() async throws {
    let harness = try await ArchiverHarness()
    let group = try ProjectionGroup(name: "core", directory: ArchiverHarness.root.path + "/projections/core")
    let broker = Broker.current
    let pool = Database.current.pool
    let publisher = try EventPublisher(
      kafka: broker.configuration, contract: harness.contract, logger: broker.logger)
    let rows = try await harness.archiving {
      try await withThrowingTaskGroup(of: [String]?.self) { tasks in
        let projector = Projector(
          LiveProjections(group: group), pool: pool, wake: WakeSignal(), logger: broker.logger)
        let auditor = Auditor(
          interval: TimeSpan(microseconds: 86_400_000_000), group: group, pool: pool, publisher: publisher,
          wake: WakeSignal(), logger: broker.logger)
        tasks.addTask {
          try await projector.run()
          return nil
        }
        tasks.addTask {
          try await auditor.run()
          return nil
        }
        tasks.addTask {
          try await publisher.publish([Event.tick(loop: "*", time: Timestamp(microseconds: 0), source: "/test")])
          while true {
            let rows = try await pool.run { db -> [String] in
              guard try db.query("SELECT to_regclass('millrace.verification') IS NOT NULL").first?.bool(0) ?? false
              else { return [] }
              return try db.query("SELECT verified_position, matches, group_name FROM millrace.verification")
                .map { row in try "\(row.int64(0)) \(row.bool(1)) \(row.text(2))" }
            }
            if !rows.isEmpty { return rows }
            try await Task.sleep(for: .milliseconds(50))
          }
        }
        while let result = try await tasks.next() {
          if let result {
            tasks.cancelAll()
            return result
          }
        }
        return []
      }
    }
    await publisher.close()
    #expect(rows == ["1 true core"])
  }
}
