import Domain
import Postgres
import Projections
import Synchronization
import TestSupport
import Testing

@Suite(.database(migrated: true, adopted: false))
struct RebuildTests {
  private var pool: PostgresPool { Database.current.pool }

  private func fill(seed: UInt64, count: Int) async throws -> LiveProjections {
    var random = SplitMix(state: seed)
    let events = try History.random(&random, count: count)
    let live = LiveProjections(group: try History.group())
    try await pool.run { db in
      try History.append(db, events, batch: 50)
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 1000).count > 0 {}
    }
    return live
  }

  /// Tells the tasks of a test when to stop.
  private final class End: Sendable {
    private let flag = Atomic<Bool>(false)
    var isReached: Bool { flag.load(ordering: .relaxed) }
    func reach() { flag.store(true, ordering: .relaxed) }
  }

  /// What one reader saw.
  private struct Sightings: Sendable {
    var count = 0
    var last: Int64 = 0
    var problems: [String] = []
  }

  /// Each statement of a reader sees every table at the checkpoint it sees, and the checkpoint never falls.
  private func read(_ db: PostgresSession, schema: String, isLong: Bool, into sightings: inout Sightings) throws {
    let sql = """
      SELECT c.position,
        (SELECT count(*) FROM \(schema).interaction)
          + (SELECT count(*) FROM \(schema).fold_error WHERE projection = 'interaction'),
        (SELECT count(*) FROM ledger.event e WHERE e.type = 'millrace.interaction.recorded.v1' AND e.position <= c.position),
        (SELECT count(*) FROM \(schema).feedback),
        (SELECT count(*) FROM ledger.event e WHERE e.type = 'millrace.feedback.received.v1' AND e.position <= c.position)
      FROM \(schema).checkpoint c
      """
    func look() throws -> Int64 {
      let rows = try db.query(sql)
      guard let row = rows.first, rows.count == 1 else {
        sightings.problems.append("\(rows.count) checkpoints")
        return 0
      }
      let values = try (0..<5).map { try row.int64($0) }
      sightings.count += 1
      // A snapshot may be older than the last of the new copy, and then sees it as it stood; whole, but earlier.
      if values[0] < sightings.last && !isLong {
        sightings.problems.append("from \(sightings.last) back to \(values[0])")
      }
      sightings.last = values[0]
      if values[1] != values[2] || values[3] != values[4] { sightings.problems.append("a mixture: \(values)") }
      return values[0]
    }
    guard isLong else {
      _ = try look()
      return
    }
    // All of a transaction in one snapshot, whatever is switched meanwhile.
    try db.transaction(isolation: .repeatableRead, readOnly: true) {
      let first = try look()
      try db.execute("SELECT pg_sleep(0.005)")
      if try look() != first { sightings.problems.append("a snapshot moved") }
    }
  }

  @Test func readersSeeNeitherGapNorMixtureWhileItSwitchesUnderLoad() async throws {
    let live = try await fill(seed: 21, count: 400)
    let readers = PostgresPool(configuration: Database.current.configuration, size: 4)
    let end = End()
    let sightings = try await withThrowingTaskGroup(of: Sightings?.self) { group in
      group.addTask {
        // Events keep arriving, and the live copy keeps being folded: at its pace, with which a rebuild can catch up however
        // little of two cores all else leaves here.
        var random = SplitMix(state: 22)
        var number = 1000
        while !end.isReached {
          let batch = (0..<20).map { _ in
            number += 1
            return random.next() % 2 == 0
              ? History.interaction(number, id: "i\(number)")
              : History.feedback(number, id: "i\(number - 1)", label: "yes")
          }
          try await pool.run { db in
            try History.append(db, batch)
            _ = try live.live.step(db, limit: 100)
          }
        }
        return nil
      }
      for reader in 0..<4 {
        group.addTask {
          var sightings = Sightings()
          while !end.isReached {
            sightings = try await readers.run { [sightings] db in
              var seen = sightings
              try read(db, schema: reader % 2 == 0 ? "millrace" : "fold", isLong: reader < 2, into: &seen)
              return seen
            }
          }
          return sightings
        }
      }
      for _ in 0..<4 { _ = try await pool.run { try live.rebuild($0, limit: 100) } }
      end.reach()
      var all: [Sightings] = []
      for try await seen in group { if let seen { all.append(seen) } }
      return all
    }
    await readers.close()
    #expect(sightings.count == 4)
    for seen in sightings {
      #expect(seen.count > 0)
      #expect(seen.problems.isEmpty, "\(seen.problems.prefix(3))")
    }
    try await expectLive(live, equalsFoldIn: "again")
  }

  private func expectLive(_ live: LiveProjections, equalsFoldIn schema: String) async throws {
    let fresh = ProjectionFold(group: live.group, schema: schema)
    try await pool.run { db in
      try fresh.prepare(db)
      while try live.live.step(db, limit: 100_000).count > 0 {}
      while try fresh.step(db, limit: 100_000).count > 0 {}
      #expect(try live.live.checksums(db) == fresh.checksums(db))
    }
  }

  @Test func aCancelledRebuildLeavesTheLiveCopyAloneAndGoesOn() async throws {
    let live = try await fill(seed: 23, count: 300)
    struct Stop: Error {}
    let before = try await pool.run { try live.live.checksums($0) }
    await #expect(throws: Stop.self) {
      try await pool.run { db in _ = try live.rebuild(db, limit: 40) { if $0.position >= 120 { throw Stop() } } }
    }
    try await pool.run { db in
      #expect(try live.live.checksums(db) == before)
      #expect(try live.next.position(db) == 120)
      var positions: [Int64] = []
      let position = try live.rebuild(db, limit: 40) { positions.append($0.position) }
      #expect(position == 300)
      #expect(positions.first == 160)
      #expect(try live.live.checksums(db) == before)
      // The copy that was live is kept until it is dropped.
      #expect(try live.old.checksums(db) == before)
      #expect(try live.prune(db))
      #expect(try !live.prune(db))
      #expect(try live.old.version(db) == nil)
    }
  }

  /// Cancelling the task cancels the statement under way, and leaves no lock behind.
  @Test func aCancelledTaskLetsGoOfItsLocks() async throws {
    let live = try await fill(seed: 24, count: 200)
    let other = PostgresPool(configuration: Database.current.configuration, size: 1)
    let started = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await other.run { db in
        _ = try live.rebuild(db, limit: 10) { _ in
          started.continuation.yield()
          try db.execute("SELECT pg_sleep(600)")
        }
      }
    }
    for await _ in started.stream { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let position = try await pool.run { try live.rebuild($0, limit: 100) }
    #expect(position == 200)
    await other.close()
  }

  @Test func onlyOneRebuildAtATime() async throws {
    let live = try await fill(seed: 25, count: 50)
    try await pool.run { db in
      try db.script("SELECT pg_advisory_lock(hashtextextended('millrace.projection.rebuild', 0))")
    }
    // The lock belongs to one of the pool's sessions; another one is refused.
    let other = PostgresPool(configuration: Database.current.configuration, size: 1)
    await #expect(throws: ProjectionError.self) { try await other.run { _ = try live.rebuild($0, limit: 100) } }
    await other.close()
  }

  /// What analysts built upon the views, and the rights they were given, survive a switch.
  @Test func whatStandsUponTheViewsSurvives() async throws {
    let live = try await fill(seed: 26, count: 120)
    try await pool.run { db in
      try db.script("CREATE VIEW public.mine AS SELECT count(*) AS n FROM millrace.interaction")
      let before = try db.query("SELECT n FROM public.mine").first?.int64(0)
      _ = try live.rebuild(db, limit: 100)
      try live.prune(db)
      #expect(try db.query("SELECT n FROM public.mine").first?.int64(0) == before)
      try db.transaction {
        try db.script("SET LOCAL ROLE millrace_analyst")
        #expect(try db.query("SELECT count(*) FROM millrace.interaction").first?.int64(0) == before)
      }
    }
  }

  /// Files of another version are folded beside the live copy and take over; the old program's fold then stops.
  @Test func anotherVersionTakesOver() async throws {
    let live = try await fill(seed: 27, count: 120)
    var group = live.group
    group.version = "changed"
    let newer = LiveProjections(group: group)
    try await pool.run { db in
      #expect(try !newer.prepare(db))
      let position = try newer.rebuild(db, limit: 50)
      #expect(position == 120)
      #expect(try newer.prepare(db))
      #expect(throws: ProjectionError.self) { try live.live.step(db, limit: 10) }
    }
  }
}
