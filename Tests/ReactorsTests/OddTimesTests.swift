import Domain
import Evaluation
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import Reactors
import TestSupport
import Testing

/// Datasets of a ledger from before the rules "doors", with examples of all times in it: what is sealed above the adoption
/// is a seal, and what was sealed below it is made again as it was.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(15))) struct OddTimesTests {
  /// Days of 2126, of the years 9999, 1971 and 109, and a little beyond the tick and the bounds.
  private static let days: [Double] = [36_525, 2_912_000, -20_000, -700_000, 30, 4.2, -28.5, -31]

  /// Interactions of odd times, each with its feedback.
  private func odd(_ history: inout LoopHistory, _ day: Int, _ random: inout SplitMix) -> [Event] {
    (0..<6).flatMap { number -> [Event] in
      let moment = OddTimesTests.days[Int(random.next() % UInt64(OddTimesTests.days.count))] + Double(day)
      let id: JSONValue = .string("odd-\(day)-\(number)")
      let x = Double(random.next() % 2000) / 1000 - 1
      return [
        history.event(
          InteractionRecorded.type, day: moment,
          ["interaction_id": id, "input": ["x": .number(x)], "output": ["label": "no", "probability": 0.5]]),
        history.event(
          FeedbackReceived.type, day: Double(day), ["interaction_id": id, "label": x > 0 ? "yes" : "no"]),
      ]
    }
  }

  @Test(arguments: LoopClock.allCases, 1...3 as ClosedRange<UInt64>)
  func noTimeBeyondTheTickIsSealed(_ clock: LoopClock, _ seed: UInt64) async throws {
    var history = try await LoopHistory(clock: clock)
    let (pool, config) = (history.pool, history.config)
    var random = SplitMix(state: seed)
    var below: Int64 = 0
    for day in 0..<3 {
      let events = odd(&history, day, &random)
      try await history.append(events)
      below = try await history.day(day)
    }
    if clock == .occurred {
      // What passed at the time: everything is closed by it, also what is of 2126.
      below = try await history.append([history.tick(day: 40_000)])
    }
    func make(_ tick: Int64, sealedAt position: Int64 = .max) async throws -> Dataset? {
      try await DatasetReader(pool: pool).dataset(
        loop: LoopHistory.name, config: config, asOfTick: tick, sealedAt: position)
    }
    let then = try await make(below)
    let curator = ReactorHarness(Curator(reader: DatasetReader(pool: pool)), on: history)
    try await curator.run()
    let mark = try await pool.run { try LedgerReader.head($0).position + 1 }
    let now = history.recordedAt ?? Timestamp(microseconds: 1_800_000_000_000_000)
    _ = try await pool.run { try LedgerSetup.adopt($0, now: now) }
    var ticks: [Int64] = []
    for day in 3..<7 {
      let events = odd(&history, day, &random)
      try await history.append(events)
      ticks.append(try await history.day(day))
    }
    let sealed = try await ReactorHarness(Curator(reader: DatasetReader(pool: pool)), on: history).run()
      .filter { $0.type == DatasetSealed.type }
    let (stands, refused) = try await pool.run { db in
      (
        try db.query("SELECT position FROM fold.dataset WHERE position > $1 ORDER BY 1", [.int(mark)]).map {
          try $0.int64(0)
        },
        try db.query("SELECT position || ' ' || reason FROM fold.fold_error WHERE projection = 'dataset'").map {
          try $0.text(0)
        }
      )
    }
    #expect(refused == [] && stands == sealed.map(\.position) && stands.count >= 3, "\(refused)")
    var removed: Set<String> = []
    for event in sealed {
      let seal = try event.decoded(as: DatasetSealed.self)
      #expect(ticks.contains(seal.position))
      #expect(seal.cut.to <= seal.tick.time)
      // On an occurred clock what is long past is part of a history like any other.
      #expect(clock == .occurred || seal.cut.from >= LoopHistory.time(day: -30), "\(seal.cut)")
      let kept = seal.counts.train + seal.counts.validation + seal.counts.holdout
      let left = seal.counts.removed.values.reduce(0, +)
      let all = try await pool.run { db in
        try db.query(
          "SELECT count(*) FROM fold.joined_example WHERE revision = 0 AND tick_position <= $1", [.int(seal.position)]
        ).first?.int(0)
      }
      #expect(kept + left == all, "each example is in it or counted")
      removed.formUnion(seal.counts.removed.keys)
      // One that is made of nothing but the ledger is the same, and so is that of the round.
      #expect(try await make(seal.position)?.contentHash == seal.contentHash)
      let round = try #require(
        try await pool.run { try Round.load($0, loop: LoopHistory.name, datasetID: seal.datasetID) })
      #expect(
        try await DatasetReader(pool: pool).dataset(loop: LoopHistory.name, of: round).contentHash == seal.contentHash)
    }
    #expect(removed.contains(clock == .recorded ? "time_implausible" : "beyond_tick"), "\(removed)")
    let again = try await make(below, sealedAt: mark - 1)
    #expect(again?.contentHash == then?.contentHash && again?.cut == then?.cut && again?.removed == then?.removed)
  }
}
