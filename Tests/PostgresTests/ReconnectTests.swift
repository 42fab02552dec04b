import Postgres
import TestSupport
import Testing

@Suite(.database) struct ReconnectTests {
  private func terminate(_ process: Int32) async throws {
    let hasEnded = try await Database.current.pool.run { db in
      try db.query("SELECT pg_terminate_backend($1::int, 5000)", [.int(Int64(process))])[0].bool(0)
    }
    #expect(hasEnded)
  }

  @Test func aConnectionKilledWhileIdleIsReplacedUnnoticed() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    for _ in 0..<3 {
      let first = try await pool.run { db in
        _ = try db.query("SELECT $1", [1])
        return db.backendProcessID
      }
      try await terminate(first)
      let (second, one) = try await pool.run { db in
        (db.backendProcessID, try db.query("SELECT $1", [1])[0].int(0))
      }
      #expect(second != first)
      #expect(one == 1)
    }
    await pool.close()
  }

  @Test func aConnectionKilledAtWorkFailsItsClosureOnly() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
    let task = Task {
      try await pool.run { db in
        try db.transaction {
          try db.script("CREATE TABLE lost (i int)")
          continuation.yield(db.backendProcessID)
          do {
            try db.execute("SELECT pg_sleep(600)")
          } catch let error as PostgresError {
            #expect(error.isConnectionLost)
            // The rest of the closure must not run on another connection.
            _ = try db.query("SELECT 1")
          }
        }
      }
    }
    for await process in started {
      try await terminate(process)
      break
    }
    let error = await #expect(throws: PostgresError.self) { try await task.value }
    #expect(error?.isConnectionLost == true)
    #expect(error?.isRetriable == true)
    #expect(try await pool.run { try $0.query("SELECT to_regclass('lost')")[0].isNull(0) })
    await pool.close()
  }

  @Test func copyOnALostConnectionFailsAndRecovers() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    try await pool.run { try $0.script("CREATE TABLE sink (t text)") }
    let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
    let task = Task {
      try await pool.run { db in
        try db.copyIn("COPY sink FROM STDIN") { writer in
          let line = [UInt8](String(repeating: "x", count: 1 << 16).utf8) + [10]
          try writer.write(line)
          continuation.yield(db.backendProcessID)
          while true { try writer.write(line) }
        }
      }
    }
    for await process in started {
      try await terminate(process)
      break
    }
    let error = await #expect(throws: PostgresError.self) { _ = try await task.value }
    #expect(error?.isConnectionLost == true)
    #expect(try await pool.run { try $0.query("SELECT count(*) FROM sink")[0].int(0) } == 0)
    await pool.close()
  }

  @Test func aServerThatIsAwayIsSaidSo() async throws {
    let configuration = PostgresConfiguration(
      host: "/nonexistent", user: "nobody", database: "none", connectPatience: .milliseconds(300))
    let pool = PostgresPool(configuration: configuration, size: 1)
    let clock = ContinuousClock()
    let begin = clock.now
    let error = await #expect(throws: PostgresError.self) { try await pool.run { _ in } }
    // Pauses of 20, 40 and 80 ms; a fourth one would end behind what is waited for.
    #expect(clock.now - begin >= .milliseconds(140), "it was tried again")
    #expect(error?.code == .connectionFailed)
    #expect(error?.isRetriable == true)
    #expect(error?.mend != nil)
    await pool.close()
  }

  @Test func whatPatienceCannotHealFailsAtOnce() async throws {
    var configuration = Database.current.configuration
    configuration.database = "no such database"
    configuration.connectPatience = .seconds(60)
    let pool = PostgresPool(configuration: configuration, size: 1)
    let error = await #expect(throws: PostgresError.self) { try await pool.run { _ in } }
    #expect(error?.sqlState == "3D000")
    #expect(error?.isRetriable == false)
    #expect(error?.message.contains("no such database") == true)
    await pool.close()
  }

  @Test func connectingCanBeCancelled() async throws {
    let configuration = PostgresConfiguration(host: "/nonexistent", connectPatience: .seconds(600))
    let pool = PostgresPool(configuration: configuration, size: 1)
    let task = Task { try await pool.run { _ in } }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    await pool.close()
  }
}
