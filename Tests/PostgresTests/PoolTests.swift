import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite struct PoolTests {
  @Test func handsOutInOrder() {
    var state = PoolState<String>(size: 2)
    func slot(_ acquired: PoolState<String>.Acquired) -> Int? {
      if case .use(let slot) = acquired { slot } else { nil }
    }
    #expect(slot(state.acquire(1, "a")) == 0)
    #expect(slot(state.acquire(2, "b")) == 1)
    #expect(slot(state.acquire(3, "c")) == nil)
    #expect(slot(state.acquire(4, "d")) == nil)
    #expect(slot(state.acquire(5, "e")) == nil)
    #expect(state.cancel(4) == "d")
    #expect(state.cancel(4) == nil)
    guard case .hand("c", 1) = state.release(1) else { return #expect(Bool(false), "c is first") }
    guard case .hand("e", 0) = state.release(0) else { return #expect(Bool(false), "e is next") }
    guard case .keep = state.release(0) else { return #expect(Bool(false)) }
    #expect(slot(state.acquire(6, "f")) == 0, "the one used last")
    _ = state.acquire(7, "g")
    let (waiters, idle) = state.close()
    #expect(waiters == ["g"])
    #expect(idle == [])
    guard case .closed = state.acquire(8, "h") else { return #expect(Bool(false)) }
    guard case .close = state.release(1) else { return #expect(Bool(false)) }
    #expect(!state.isIdle)
    _ = state.release(0)
    #expect(state.isIdle)
  }

  @Test(.database) func connectionsAreMadeWhenNeededAndShared() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 3)
    for _ in 0..<5 { _ = try await pool.run { try $0.query("SELECT 1") } }
    let one = try await pool.run { try connections($0) }
    #expect(one == 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<12 { group.addTask { _ = try await pool.run { try $0.execute("SELECT pg_sleep(0.05)") } } }
      try await group.waitForAll()
    }
    #expect(try await pool.run { try connections($0) } == 3)
    await pool.close()
    // The server needs a moment to end the sessions.
    while try await Database.current.pool.run({ try connections($0) }) > 1 {
      try await Task.sleep(for: .milliseconds(5))
    }
    let error = await #expect(throws: PostgresError.self) { try await pool.run { _ in } }
    #expect(error?.code == .closed)
  }

  @Test(.database) func closeWaitsForClosures() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let slow = Task {
      try await pool.run { db in
        continuation.yield()
        return try db.query("SELECT 7 FROM pg_sleep(0.3)")[0].int(0)
      }
    }
    for await _ in started { break }
    let waiting = Task { try await pool.run { _ in 8 } }
    // Until it waits, or else it would be refused as new.
    try await Task.sleep(for: .milliseconds(100))
    await pool.close()
    #expect(try await slow.value == 7)
    let error = await #expect(throws: PostgresError.self) { try await waiting.value }
    #expect(error?.code == .closed)
  }

  @Test(.database) func cancellationReachesTheServer() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    let clock = ContinuousClock()
    let begin = clock.now
    for _ in 0..<5 {
      let (started, continuation) = AsyncStream.makeStream(of: Void.self)
      let task = Task {
        try await pool.run { db in
          try db.transaction {
            continuation.yield()
            try db.execute("SELECT pg_sleep(600)")
          }
        }
      }
      for await _ in started { break }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await pool.run { try $0.query("SELECT 1 FROM pg_sleep(0.02)")[0].int(0) } == 1)
    }
    #expect(clock.now - begin < .seconds(600), "less than the server sleeps once")
    let leftover = try await pool.run { db in
      // Other tests have other databases of the same server.
      try db.query(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%pg_sleep(600)' AND state = 'active'
        """)[0].int(0)
    }
    #expect(leftover == 0)
    await pool.close()
  }

  @Test(.database) func cancellationBetweenStatementsStopsTheNext() async throws {
    let pool = Database.current.pool
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let isCancelled = Atomic(false)
    let task = Task {
      try await pool.run { db in
        continuation.yield()
        while !isCancelled.load(ordering: .acquiring) { usleep(1000) }
        usleep(50_000)
        _ = try db.query("SELECT 1")
      }
    }
    for await _ in started { break }
    task.cancel()
    isCancelled.store(true, ordering: .releasing)
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test(.database) func cancellationWhileWaitingLeavesTheQueue() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 1)
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let hasLeft = Atomic(false)
    // Who waited for the connection would wait for ever, but for a limit.
    async let slow = pool.run { _ in
      continuation.yield()
      for _ in 0..<150_000 where !hasLeft.load(ordering: .acquiring) { usleep(1_000) }
      return hasLeft.load(ordering: .acquiring)
    }
    for await _ in started { break }
    let task = Task { try await pool.run { _ in true } }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    hasLeft.store(true, ordering: .releasing)
    #expect(try await slow, "it left while the connection was in use")
    #expect(try await pool.run { _ in 5 } == 5)
    await pool.close()
  }
}

private func connections(_ db: PostgresSession) throws -> Int {
  try db.query(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'")[0]
    .int(0)
}
