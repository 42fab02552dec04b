import ArchiverSupport
import Domain
import Foundation
import Ingest
import Kafka
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// A back-up from below the mark of the rules, restored, is adopted anew: what Kafka brings again lies above the new mark.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(10)))
struct RestoredMarkTests {
  @Test func whatKafkaBringsAgainLiesAboveTheNewMark() async throws {
    let database = Database.current
    @Sendable func positions(_ pool: PostgresPool, _ ids: Range<Int>) async throws -> [Int64] {
      try await pool.run { db in
        try LedgerReader.positions(db, of: ids.map { EventIdentity(source: "/test", id: "f\($0)") }).values.sorted()
      }
    }
    let file = "/tmp/millrace-backup-\(UUID().uuidString).sql"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let contract = try Archiving.contract()
    @Sendable func send(_ range: Range<Int>) async throws {
      try await Archiving.send(
        try range.map { try CloudEventEncoder(contract: contract).encode(Archiving.feedback($0)) })
      try await eventually("they are in the ledger") { try await positions(database.pool, range).count == range.count }
    }
    try await Archiving.run { try await send(0..<20) }
    try await PostgresTool.run("pg_dump", database.configuration, ["-f", file])
    try await Archiving.run { try await send(20..<50) }
    #expect(try await database.pool.run { try LedgerSetup.adopt($0, now: .init(microseconds: 0)) } == [.doors])
    let mark = "SELECT position FROM ledger.rules_adopted"
    #expect(try await database.pool.run { try $0.query(mark).map { try $0.int64(0) } } == [51])

    let name = "\(database.name)_restored"
    _ = try await database.pool.run { try $0.execute("CREATE DATABASE \(quoteIdentifier(name))", []) }
    var configuration = database.configuration
    configuration.database = name
    let restored = PostgresPool(configuration: configuration, size: 2)
    let outcome: Result<Void, any Error>
    do {
      try await PostgresTool.run("psql", configuration, ["-q", "-v", "ON_ERROR_STOP=1", "-f", file])
      let setup = try await LedgerSetup(directory: Database.migrations).apply(restored, now: .init(microseconds: 0))
      #expect(setup.migrations.isEmpty && setup.adopted == [.doors])
      let broker = Broker.current
      let archiver = Archiver(
        ArchiverConfiguration(group: broker.name("restored")), kafka: broker.groupConfiguration, pool: restored,
        contract: contract, loops: { _ in [] }, logger: broker.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await archiver.run() }
        try await eventually("Kafka has brought the rest again") { try await positions(restored, 20..<50).count == 30 }
        tasks.cancelAll()
      }
      #expect(try await restored.run { try $0.query(mark).map { try $0.int64(0) } } == [21])
      #expect(try await positions(restored, 0..<20) == Array(1...20))
      #expect(try await positions(restored, 20..<50) == Array(22...51))
      #expect(try await restored.run { try LedgerVerifier().verify($0).problem } == nil)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    await restored.close()
    _ = try await database.pool.run { try $0.execute("DROP DATABASE \(quoteIdentifier(name)) WITH (FORCE)", []) }
    try outcome.get()
  }
}
