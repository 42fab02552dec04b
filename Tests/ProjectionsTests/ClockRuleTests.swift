import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// Which ticks move a loop's clock: below the adoption of the rules, and above it, where an earlier tick that lay too far
/// ahead binds nobody any more.
@Suite(.database(migrated: true, adopted: false))
struct ClockRuleTests {
  private static let loop = "demo.law"

  private func configured(_ clock: LoopClock) throws -> Event {
    var config = try History.config()
    config.clock = clock
    return History.event(0, LoopConfigured.type, ["config": config.json, "digest": .string(config.digest)])
  }

  private func tick(
    _ id: Int, _ time: String, loop: String = loop, follows: String? = nil
  ) -> Event {
    var data: [ByteText: JSONValue] = ["time": .string(time)]
    data["follows"] = follows.map(JSONValue.string)
    return History.event(id, ClockTicked.type, .object(data), loop: loop)
  }

  private func minute(_ number: Int) -> String { History.time(number).text }

  /// Folds in windows of 1 and as a whole.
  private func fold(_ db: PostgresSession) throws -> [String] {
    var found: [[String]] = []
    for limit: Int64 in [1, 1_000] {
      let fold = ProjectionFold(group: try History.group(), schema: "clock\(limit)")
      try fold.prepare(db)
      while try fold.step(db, limit: limit).count > 0 {}
      found.append(
        try db.query(
          """
          SELECT position, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM clock\(limit).tick
          UNION ALL SELECT position, reason FROM clock\(limit).fold_error
          UNION ALL SELECT tick_position, 'closes ' || interaction_id FROM clock\(limit).joined_example
          ORDER BY 1, 2
          """
        ).map { try "\($0.int64(0)) \($0.text(1))" })
    }
    #expect(found[0] == found[1])
    return found[0]
  }

  @Test func anEarlierTickOfTheRecordedClockBindsNobody() async throws {
    let events: [(Int, Event)] = [
      (0, try configured(.recorded)), (1, History.interaction(1, id: "a")),
      (2, tick(2, "2126-01-01T00:00:00Z", loop: "*")), (3, History.interaction(3, id: "b")),
      (4, tick(4, minute(4), loop: "*")),
    ]
    let later: [(Int, Event)] = [
      (10, History.interaction(10, id: "c")), (20, tick(20, minute(20), loop: "*")),
      (31, tick(31, minute(31), loop: "*")), (32, tick(32, "2126-01-01T00:00:00Z", loop: "*")),
      (33, tick(33, minute(34), loop: "*")), (34, tick(34, minute(36), loop: "*")),
      (40, tick(40, minute(40), loop: "*")),
    ]
    let found = try await Database.current.pool.run { db in
      for (at, event) in events { try History.append(db, [event], recordedAt: History.time(at)) }
      _ = try LedgerSetup.adopt(db, now: History.time(5))
      for (at, event) in later { try History.append(db, [event], recordedAt: History.time(at)) }
      return try fold(db)
    }
    #expect(
      found == [
        // As it was: everything before is closed at once, and the clock stays there.
        "3 2126-01-01 00:00", "3 closes a", "5 2126-01-01 00:00", "5 closes b",
        // The adoption is at 6. The clock shows what the ledger does, and c waits for its window.
        "8 2023-11-14 22:33", "9 2023-11-14 22:44", "9 closes c", "10 tick_ahead", "11 2023-11-14 22:47",
        "12 tick_ahead", "13 2023-11-14 22:53",
      ])
  }

  @Test func anOccurredClockMovesByStepsOfAMonthOrByName() async throws {
    let below = [
      try configured(.occurred), tick(1, "2023-01-01T00:00:00Z"), tick(2, "2126-01-01T00:00:00Z"),
      tick(3, "2023-01-02T00:00:00Z"),
    ]
    let above = [
      tick(4, "2023-01-03T00:00:00Z"), tick(5, "2023-02-03T00:00:00Z"), tick(6, "2023-03-06T00:00:01Z"),
      tick(7, "2023-03-06T00:00:01Z", follows: "e4"), tick(8, "2024-01-01T00:00:00Z", follows: "e5"),
      tick(9, "2023-12-01T00:00:00Z"), tick(10, "2026-01-01T00:00:00Z", follows: "e8"),
      tick(11, "2026-01-01T00:00:00Z", follows: "e9"),
    ]
    let found = try await Database.current.pool.run { db in
      try History.append(db, below)
      _ = try LedgerSetup.adopt(db, now: History.time(0))
      try History.append(db, above)
      return try fold(db)
    }
    #expect(
      found == [
        "2 2023-01-01 00:00", "3 2126-01-01 00:00", "4 2126-01-01 00:00",
        "6 2023-01-03 00:00", "7 2023-02-03 00:00", "8 tick_too_far", "9 tick_too_far", "10 2024-01-01 00:00",
        "11 2024-01-01 00:00", "12 tick_too_far", "13 2026-01-01 00:00",
      ])
  }

  /// A first tick is free, and so is the first one behind a tick that moved the other clock.
  @Test func aLoopMayChangeItsClock() async throws {
    let events = [
      try configured(.occurred), tick(1, "2013-01-01T00:00:00Z"), tick(2, minute(2), loop: "*"),
      try configured(.recorded), tick(4, "2013-01-02T00:00:00Z"), tick(5, minute(0), loop: "*"),
      try configured(.occurred), tick(7, "2013-01-03T00:00:00Z"), tick(8, minute(8), loop: "*"),
      tick(9, "2013-01-01T00:00:00Z"), try configured(.recorded), try configured(.occurred),
      tick(12, "2013-01-02T00:00:00Z"),
    ].enumerated().map { number, event in
      var event = event
      event.id = "change-\(number)"
      return event
    }
    let found = try await Database.current.pool.run { db in
      _ = try LedgerSetup.adopt(db, now: History.time(0))
      try History.append(db, events)
      return try fold(db)
    }
    #expect(
      found == [
        "3 2013-01-01 00:00", "6 tick_ignored", "7 2023-11-14 22:13", "9 2013-01-03 00:00", "11 2013-01-03 00:00",
        // Changed and changed back with no tick between: as if nothing had been.
        "14 2013-01-03 00:00",
      ])
  }

  /// Host, database and ticks were an hour ahead. While the ledger's time stands still, two ticks in order set the clock
  /// back; what was recorded in the meantime closes by it, and what counts goes on from there.
  @Test func aRecordedClockThatWasAheadIsSetBackByTwoTicks() async throws {
    let found = try await Database.current.pool.run { db in
      _ = try LedgerSetup.adopt(db, now: History.time(0))
      func append(_ at: Int, _ event: Event) throws { try History.append(db, [event], recordedAt: History.time(at)) }
      try append(0, try configured(.recorded))
      try append(1, tick(1, minute(1), loop: "*"))
      // An hour ahead.
      try append(62, History.interaction(2, id: "wrong"))
      try append(63, tick(3, minute(63), loop: "*"))
      try append(64, History.interaction(4, id: "last"))
      // Right again: the ledger's time stands still at 64.
      try append(5, History.interaction(5, id: "right"))
      try append(6, tick(6, minute(6), loop: "*"))
      try append(7, tick(7, minute(7), loop: "*"))
      try append(8, History.interaction(8, id: "after"))
      for at in [9, 27, 28, 29] { try append(at, tick(at + 10, minute(at), loop: "*")) }
      return try fold(db)
    }
    #expect(
      found == [
        "3 2023-11-14 22:14", "5 2023-11-14 23:16", "8 2023-11-14 23:16", "9 2023-11-14 22:20", "11 2023-11-14 22:22",
        "12 2023-11-14 22:40", "12 closes last", "12 closes right", "12 closes wrong", "13 2023-11-14 22:41",
        "14 2023-11-14 22:42", "14 closes after",
      ])
  }

  /// While the ledger's time goes on, or within one batch, ticks of long ago set nothing back, and a single one never
  /// does.
  @Test func oldTicksSetNoClockBack() async throws {
    let found = try await Database.current.pool.run { db in
      _ = try LedgerSetup.adopt(db, now: History.time(0))
      func append(_ at: Int, _ events: Event...) throws { try History.append(db, events, recordedAt: History.time(at)) }
      try append(0, try configured(.recorded))
      try append(10, tick(1, minute(10), loop: "*"))
      try append(20, tick(2, "1970-01-01T00:00:00Z", loop: "*"))
      try append(21, tick(3, "1970-01-01T00:00:00Z", loop: "*"))
      try append(22, tick(4, "1970-01-01T00:01:00Z", loop: "*"), tick(5, "1970-01-01T00:02:00Z", loop: "*"))
      try append(22, tick(6, minute(22), loop: "*"))
      try append(22, tick(7, "1970-01-01T00:03:00Z", loop: "*"))
      return try fold(db)
    }
    #expect(
      found == ["3", "4", "5", "6", "7"].map { "\($0) 2023-11-14 22:23" } + ["8", "9"].map { "\($0) 2023-11-14 22:35" })
  }
}
