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
    let events = ["a", "ü", "c"].map { EventIdentity(source: "/test", id: $0) }
    let positions = try await pool.run { try LedgerReader.positions($0, of: events) }
    #expect(positions == [events[0]: 1, events[1]: 1_048_576])
    try await pool.run { db in
      let rows = try db.query("SELECT generation, content_hash FROM ledger.event_id ORDER BY position")
      #expect(try rows.map { try $0.int64(0) } == [0, 1] && rows.map { try $0.bytes(1) } == [[1], [2]])
      let refused = [
        ("1, ledger.event_digest('/x', 'x'), 1", "23514"), ("0, ledger.event_digest('/test', 'a'), 2", "23505"),
      ]
      for (wrong, state) in refused {
        let error = #expect(throws: PostgresError.self) {
          try db.execute("INSERT INTO ledger.event_id VALUES (\(wrong), '\\x03')")
        }
        #expect(error?.sqlState == state)
      }
    }
  }
}
