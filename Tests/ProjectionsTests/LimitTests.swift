import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// No fold fails at a control event that its schema lets through, nor at one that it does not, nor at an interaction that
/// its schema lets through: generated events at the limits, among true ones, for their own loop, for others, for one that
/// nobody configured, and for all loops.
@Suite(.database(migrated: true))
struct LimitTests {
  private static func history(seed: UInt64, first: Int64) throws -> (events: [Event], loops: [String]) {
    var cases = LimitCases(seed: seed)
    let loops = (0..<3).map { "demo.limit-\(seed)-\($0)" }
    var events: [Event] = []
    func number() -> Int { events.count }
    func own(_ type: String, _ data: JSONValue, _ loop: String, at minute: Int) -> Event {
      Event(
        id: "own-\(seed)-\(number())", source: "/test/own", type: type, subject: nil, occurredAt: History.time(minute),
        loop: loop, key: loop, data: Array(data.canonicalText.utf8))
    }
    let contract = try Contract.load(directory: History.home + "/streams")
    for loop in loops {
      // What it is true to depends on positions; they are those without the lies between, so chance decides what is true.
      let round = TrueRound(loop: loop, first: first + Int64(events.count), isSandbox: seed % 2 == 0)
      let truths = try round.events()
      events.append(contentsOf: truths)
      events.append(
        own(
          InteractionRecorded.type,
          ["interaction_id": "late", "input": ["x": 1], "output": ["label": "no", "probability": 1]], loop, at: 61))
      for copy in 0..<6 {
        for truth in truths {
          let isControl = truth.type != InteractionRecorded.type
          let target = cases.pick([loop, loop, loop, cases.pick(loops), "demo.unknown", isControl ? "*" : loop])
          var changed = try cases.changed(truth, id: "limit-\(seed)-\(number())", loop: target)
          while !isControl, contract.check(changed) != nil {
            changed = try cases.changed(truth, id: changed.id, loop: target)
          }
          events.append(changed)
          guard copy % 2 == 0 else { continue }
          events.append(own(ClockTicked.type, ["time": .string(History.time(90).text)], loop, at: 90))
        }
      }
      events.append(own(LoopConfigured.type, try JSONReader.parse(truths[0].data), loop, at: 95))
      // A tick that closes it, a late reward, and the tick behind that.
      events.append(own(ClockTicked.type, ["time": .string(History.time(100).text)], loop, at: 100))
      events.append(own(FeedbackReceived.type, ["interaction_id": "late", "reward": 1], loop, at: 101))
      events.append(own(ClockTicked.type, ["time": .string(History.time(110).text)], loop, at: 110))
    }
    return (events, loops)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func noFoldFailsAndWindowsDoNotMatter(seed: UInt64) async throws {
    try await Database.current.pool.run { db in
      let (events, loops) = try Self.history(seed: seed, first: try LedgerReader.head(db).position + 1)
      try History.append(db, events)
      let head = try LedgerReader.head(db).position
      let group = try History.group()
      var sums: [[String: String]] = []
      for limit: Int64 in [1, 13, 100_000] {
        let fold = ProjectionFold(group: group, schema: "limit\(limit)")
        try fold.prepare(db)
        while try fold.step(db, limit: limit).count > 0 {}
        sums.append(try fold.checksums(db))
      }
      for sum in sums { #expect(sum == sums[0]) }
      let leftOut = try db.query(
        """
        SELECT e.type || ' ' || f.detail || ' ' || e.data FROM limit1.fold_error f JOIN ledger.event e USING (position)
        WHERE f.reason = '\(ProjectionFold.leftOut)'
        """
      ).map { try $0.text(0) }
      #expect(leftOut == [])
      for loop in loops {
        let ticks = try db.query(
          "SELECT count(*) FROM limit1.tick t JOIN ledger.event e USING (position) WHERE t.loop = $1 AND e.source = $2",
          [.text(loop), .text("/test/own")]
        ).first?.int64(0)
        let sent = events.count { $0.loop == loop && $0.source == "/test/own" && $0.type == ClockTicked.type }
        // A generated configuration may set the other clock or come to nothing; the last two ticks are behind a true one.
        #expect((ticks ?? 0) >= 2 && (ticks ?? 0) <= Int64(sent))
        let late = try db.query(
          "SELECT max(revision) FROM limit1.joined_example WHERE loop = $1 AND interaction_id = 'late'", [.text(loop)]
        ).first?.int(0)
        #expect((late ?? 0) >= 1, "\(loop): the late reward revises its example")
      }
      #expect(head > 0)
    }
  }
}
