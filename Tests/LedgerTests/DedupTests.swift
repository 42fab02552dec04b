import Domain
import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Ledger

/// An id stands once, in whatever generation, whoever writes, and however little of the ledger an archiver remembers.
@Suite(.database(migrated: true, adopted: false))
struct DedupTests {
  /// Generations of 64 positions.
  private static let small = Generations(bits: 6)
  private static let smallInSQL = """
    CREATE OR REPLACE FUNCTION ledger.generation("position" bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (position >> 6)::integer
    """

  private struct Undone: Error {}

  private final class Gate: Sendable {
    let isWritten = Atomic(false)
    let isLoaded = Atomic(false)
  }

  /// What the ledger should have: by id, the content and the position.
  private struct Model {
    var events: [String: (data: String, position: Int64)] = [:]
    var appended = 0
    var duplicates = 0
    var conflicts = 0

    mutating func take(_ event: Event) {
      let data = String(decoding: event.data, as: UTF8.self)
      guard let known = events[event.id] else {
        appended += 1
        events[event.id] = (data, Int64(events.count + 1))
        return
      }
      if known.data == data { duplicates += 1 } else { conflicts += 1 }
    }
  }

  @Test(arguments: 0..<6)
  func anIDStandsOnce(seed: Int) async throws {
    try await Database.current.pool.run { db in
      try db.script(DedupTests.smallInSQL)
      var random = SplitMix(state: UInt64(seed))
      func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
      var ledger = try TestLedger(db)
      var model = Model()
      // Three archivers; each remembers what it has seen.
      var filters = (0..<3).map { _ in DedupFilter(DedupTests.small) }
      for _ in 0..<60 {
        let index = below(3)
        switch below(8) {
        case 0: filters[index] = DedupFilter(DedupTests.small)
        case 1: try filters[index].load(db)
        default: break
        }
        let events = (0..<below(90)).map { _ in
          TestLedger.event("\(below(1500))", data: below(20) == 0 ? "{\"x\":1}" : "{}")
        }
        ledger.filter = filters[index]
        let (before, ledgerBefore) = (model, ledger)
        (model.appended, model.duplicates, model.conflicts) = (0, 0, 0)
        for event in events { model.take(event) }
        let isUndone = below(6) == 0
        do {
          // The outer transaction goes back as a restored database does, and the archiver is not told.
          try db.transaction {
            let result = try ledger.append(events)
            #expect(result.appended == model.appended)
            #expect(result.duplicates == model.duplicates)
            #expect(result.parked == model.conflicts)
            if isUndone { throw Undone() }
          }
        } catch is Undone { (model, ledger) = (before, ledgerBefore) }
        if filters[index].isBehind(Int64(model.events.count)), below(2) == 0 { try filters[index].load(db) }
      }
      #expect(model.events.count > 600)
      let report = try LedgerVerifier().verify(db)
      #expect(report.problem == nil && report.positions == model.events.count)
      let identities = model.events.keys.map { EventIdentity(source: "/test", id: $0) }
      let standings = try LedgerReader.standings(db, of: identities + [EventIdentity(source: "/other", id: "1")])
      #expect(standings.count == identities.count)
      for identity in identities { #expect(standings[identity]?.position == model.events[identity.id]?.position) }
    }
  }

  @Test func anEventThatStandsTwiceIsFound() async throws {
    let report = try await Database.current.pool.run { db in
      try db.script(DedupTests.smallInSQL)
      var ledger = try TestLedger(db)
      ledger.filter = DedupFilter(DedupTests.small)
      try ledger.append((1...70).map { TestLedger.event("\($0)") })
      // An archiver that knows nothing finds no entry either.
      try db.script("CREATE TEMP TABLE kept AS SELECT * FROM ledger.event_id WHERE position = 3")
      try db.script("DELETE FROM ledger.event_id WHERE position = 3")
      ledger.filter = DedupFilter(DedupTests.small)
      #expect(try ledger.append([TestLedger.event("71"), TestLedger.event("3")]).appended == 2)
      try db.script("INSERT INTO ledger.event_id SELECT * FROM kept")
      return try LedgerVerifier().verify(db)
    }
    #expect(report.firstBadPosition == 72 && report.problem?.contains("earlier position") == true)
  }

  /// What the filter speaks for is rolled back, and another archiver fills its place.
  @Test func aHistoryThatIsGoneIsForgotten() async throws {
    try await Database.current.pool.run { db in
      try db.script(DedupTests.smallInSQL)
      var ledger = try TestLedger(db)
      let (first, second) = (DedupFilter(DedupTests.small), DedupFilter(DedupTests.small))
      ledger.filter = first
      try ledger.append((1...60).map { TestLedger.event("\($0)") })
      let before = ledger
      do {
        try db.transaction {
          try ledger.append((1...10).map { TestLedger.event("gone \($0)") })
          throw Undone()
        }
      } catch is Undone { ledger = before }
      ledger.filter = second
      try ledger.append((1...10).map { TestLedger.event("other \($0)") })
      ledger.filter = first
      let again = try ledger.append([TestLedger.event("other 2"), TestLedger.event("gone 2")])
      #expect(again.duplicates == 1 && again.appended == 1)
    }
  }

  /// One archiver reads the ids while another's batch is not committed yet.
  @Test func aBatchUnderWayIsNotMissed() async throws {
    let pool = Database.current.pool
    let filter = DedupFilter(DedupTests.small)
    let offset = try await pool.run { db in
      try db.script(DedupTests.smallInSQL)
      var ledger = try TestLedger(db)
      try ledger.append((1...60).map { TestLedger.event("\($0)") })
      return ledger.offset
    }
    let gate = Gate()
    async let writing: Void = pool.run { db in
      try db.transaction {
        var ledger = try TestLedger(db, offset: offset)
        ledger.filter = DedupFilter(DedupTests.small)
        try ledger.append((61...90).map { TestLedger.event("\($0)") })
        gate.isWritten.store(true, ordering: .releasing)
        while !gate.isLoaded.load(ordering: .acquiring) { usleep(1000) }
      }
    }
    while !gate.isWritten.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(try await pool.run { db in try filter.load(db) })
    gate.isLoaded.store(true, ordering: .releasing)
    try await writing
    try await pool.run { db in
      var ledger = try TestLedger(db, offset: offset + 30)
      ledger.filter = filter
      let again = try ledger.append((55...70).map { TestLedger.event("\($0)") } + [TestLedger.event("new")])
      #expect(again.duplicates == 16 && again.appended == 1)
      #expect(try LedgerVerifier().verify(db).problem == nil)
    }
  }

  /// With generations as they are: a ledger that is about to begin its second, and one far later.
  @Test(arguments: [Int64(1) << 20, 9 << 20])
  func aBatchMayReachIntoTheNextGeneration(border: Int64) async throws {
    try await Database.current.pool.run { db in
      let head = border - 4
      try db.script(
        "UPDATE ledger.head SET position = \(head), frontier = decode('\(String(repeating: "00", count: 32 * head.nonzeroBitCount))', 'hex')"
      )
      var ledger = try TestLedger(db)
      let first = try ledger.append((1...6).map { TestLedger.event("\($0)") } + [TestLedger.event("2")])
      #expect(first.appended == 6 && first.duplicates == 1)
      let counts = try db.query("SELECT generation, count(*) FROM ledger.event_id GROUP BY 1 ORDER BY 1")
      #expect(try counts.map { try $0.int64(1) } == [3, 3])
      let later = (1...7).map { TestLedger.event("\($0)", data: $0 == 3 ? "{\"x\":1}" : "{}") }
      // An archiver that has read nothing, and another.
      let second = try ledger.append(later)
      #expect(second.appended == 1 && second.duplicates == 5 && second.parked == 1)
      ledger.filter = DedupFilter()
      let third = try ledger.append(later)
      #expect(third.appended == 0 && third.duplicates == 6 && third.parked == 1)
      // This ledger does not have the ids it should, as one that is being restored: nothing is taken for granted.
      #expect(ledger.filter.isBehind(third.head))
      #expect(try !ledger.filter.load(db))
      #expect(!ledger.filter.isBehind(third.head))
      let fourth = try ledger.append(later + [TestLedger.event("8")])
      #expect(fourth.appended == 1 && fourth.duplicates == 6 && fourth.parked == 1)
      #expect(try LedgerReader.place(db, of: EventIdentity(source: "/test", id: "8"))?.position == fourth.head)
    }
  }

  @Test(arguments: ["", "x", "ünï-cödé ✓", "a b/c?d=1", String(repeating: "long", count: 60)])
  func digestsAreThoseOfSQL(id: String) async throws {
    let digest = try await Database.current.pool.run { db in
      try db.query(
        "SELECT replace(ledger.event_digest($1, $2)::text, '-', '')", [.text("/söurce"), .text(id)]
      ).first?.text(0)
    }
    #expect(digest == EventDigest(source: "/söurce", id: id).uuid)
  }
}
