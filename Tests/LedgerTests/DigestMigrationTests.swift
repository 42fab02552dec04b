import Foundation
import Ledger
import Postgres
import TestSupport
import Testing

/// A ledger that knew its ids by their text knows them by digests afterwards.
@Suite(.database)
struct DigestMigrationTests {
  @Test func theIDsOfAnOlderDatabaseAreKept() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "migrations-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in try FileManager.default.contentsOfDirectory(atPath: Database.migrations) where name < "0006" {
      try FileManager.default.copyItem(
        at: URL(filePath: Database.migrations).appending(path: name), to: folder.appending(path: name))
    }
    let pool = Database.current.pool
    try await Migrator(directory: folder.path).apply(pool)
    try await pool.run { db in
      try db.script(
        """
        INSERT INTO ledger.event_id VALUES ('/test', 'a', 1, '\\x01'), ('/test', 'ü', 1048576, '\\x02');
        UPDATE ledger.head SET position = 1048576
        """)
    }
    try await Migrator(directory: Database.migrations).apply(pool)
    let positions = try await pool.run { try LedgerReader.positions($0, source: "/test", ids: ["a", "ü", "c"]) }
    #expect(positions == ["a": 1, "ü": 1_048_576])
  }
}
