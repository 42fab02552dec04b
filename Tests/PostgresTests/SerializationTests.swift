import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite(.database) struct SerializationTests {
  @Test func serializationFailureIsRetriable() async throws {
    let pool = Database.current.pool
    try await pool.run { try $0.script("CREATE TABLE n (v int); INSERT INTO n VALUES (0)") }
    let hasChanged = Atomic(false)
    let (hasRead, reader) = AsyncStream.makeStream(of: Void.self)
    let first = Task {
      try await pool.run { db in
        try db.transaction(isolation: .repeatableRead) {
          _ = try db.query("SELECT v FROM n")
          reader.yield()
          while !hasChanged.load(ordering: .acquiring) { usleep(1000) }
          try db.execute("UPDATE n SET v = v + 1")
        }
      }
    }
    for await _ in hasRead { break }
    _ = try await pool.run { try $0.execute("UPDATE n SET v = v + 1") }
    hasChanged.store(true, ordering: .releasing)
    let error = await #expect(throws: PostgresError.self) { _ = try await first.value }
    #expect(error?.sqlState == "40001")
    #expect(error?.isRetriable == true)
  }
}
