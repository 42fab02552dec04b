import Domain
import ReactorSupport
import TestSupport
import Testing

@testable import ReadModels

/// What the read models say of examples: as of a tick, each in its latest revision by then.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct ExampleReadTests {
  private let loop = LoopHistory.name

  private struct Past {
    var history: LoopHistory
    /// Of days 0 and 1, and the one behind a late label.
    var ticks: [Int64]
  }

  /// Two days; of the first interaction the label comes a day late.
  private func past() async throws -> Past {
    var history = try await LoopHistory()
    var ticks = [try await history.day(0) { number, label in number == 0 ? nil : ["label": .string(label)] }]
    ticks.append(try await history.day(1))
    try await history.append([
      history.event(FeedbackReceived.type, day: 1.995, ["interaction_id": "i0-0", "label": "yes"])
    ])
    ticks.append(try await history.append([history.tick(day: 2.5)]))
    return Past(history: history, ticks: ticks)
  }

  @Test func ticksOfTheLoopsClock() async throws {
    let past = try await past()
    try await past.history.pool.run { [loop] db throws in
      #expect(try Tick.time(db, loop: loop, at: past.ticks[1]) == LoopHistory.time(day: 1.99))
      #expect(try Tick.time(db, loop: loop, at: past.ticks[1] - 1) == nil)
      #expect(try Tick.firstTime(db, loop: loop) == LoopHistory.time(day: 0.99))
      #expect(try Tick.firstTime(db, loop: "other") == nil)
      #expect(try Tick.all(db, loop: loop).map(\.position).sorted() == past.ticks)
    }
  }

  @Test func aLateLabelCountsFromItsTickOn() async throws {
    let past = try await past()
    let ticks = past.ticks
    try await past.history.pool.run { [loop] db throws in
      func count(_ window: ExampleWindow, classes: [String] = []) throws -> Int {
        let count = try LabelledExample.count(db, window, classes: classes)
        var seen = 0
        try LabelledExample.each(db, window, classes: classes) { _ in seen += 1 }
        #expect(seen == count)
        return count
      }
      #expect(try count(.init(loop: loop, asOfTick: ticks[0])) == 119)
      #expect(try count(.init(loop: loop, asOfTick: ticks[1])) == 239)
      #expect(try count(.init(loop: loop, asOfTick: ticks[2])) == 240)
      #expect(try count(.init(loop: loop)) == 240)
      #expect(try count(.init(loop: loop), classes: ["no", "yes"]) == 240)
      let (no, yes) = (try count(.init(loop: loop), classes: ["no"]), try count(.init(loop: loop), classes: ["yes"]))
      #expect(no > 0 && yes > 0 && no + yes == 240)
      let second = LoopHistory.time(day: 1).microseconds
      #expect(try count(.init(loop: loop, times: second..<Int64.max)) == 120)
      #expect(try count(.init(loop: loop, times: Int64.min..<second)) == 120)
      #expect(try count(.init(loop: loop, positions: ticks[0]..<ticks[1])) == 120)
      #expect(try count(.init(loop: loop, generation: 1)) == 0)
      #expect(try LabelledExample.closed(db, loop: loop, after: 0, upTo: ticks[2]) == 239)
      #expect(try LabelledExample.closed(db, loop: loop, after: ticks[0], upTo: ticks[1]) == 120)
    }
  }

  @Test func examplesOfADatasetComeInOrderAndOnce() async throws {
    let past = try await past()
    let ticks = past.ticks
    try await past.history.pool.run { [loop] db throws in
      func read(after: Int64, upTo tick: Int64) throws -> [(id: String, time: Int64, label: String?)] {
        var found: [(String, Int64, String?)] = []
        try DatasetExample.each(db, schema: "fold", loop: loop, after: after, upTo: tick, mark: nil) {
          #expect(try $0.contentHash.count == 32 && $0.source == "/test" && !$0.input.isEmpty)
          found.append((try $0.interactionID, try $0.occurredAt, try $0.label))
        }
        return found
      }
      let all = try read(after: 0, upTo: ticks[2])
      #expect(all.count == 240 && Set(all.map(\.id)).count == 240)
      #expect(all.map(\.time) == all.map(\.time).sorted())
      #expect(all.first?.id == "i0-0" && all.first?.label == "yes")
      #expect(try read(after: 0, upTo: ticks[1]).first?.label == nil)
      #expect(try read(after: ticks[1], upTo: ticks[2]).map(\.id) == ["i0-0"])
      func arrivals(after: Int64, upTo tick: Int64) throws -> ExampleArrivals {
        try ExampleArrivals.load(db, schema: "fold", loop: loop, after: after, upTo: tick)
      }
      let second = LoopHistory.time(day: 1).microseconds
      #expect(try arrivals(after: ticks[0], upTo: ticks[1]) == ExampleArrivals(hasRevisions: false, oldest: second))
      #expect(try arrivals(after: ticks[1], upTo: ticks[2]).hasRevisions)
      #expect(
        try arrivals(after: ticks[2], upTo: ticks[2] + 9) == ExampleArrivals(hasRevisions: false, oldest: nil))
    }
  }

  @Test func interactionsWhetherTheirOutcomeIsKnownOrNot() async throws {
    let past = try await past()
    try await past.history.pool.run { [loop] db throws in
      let second = LoopHistory.time(day: 1).microseconds
      #expect(try RecordedInteraction.count(db, loop: loop, times: Int64.min..<Int64.max) == 240)
      #expect(try RecordedInteraction.count(db, loop: loop, times: Int64.min..<second) == 120)
      #expect(try RecordedInteraction.count(db, loop: "other", times: Int64.min..<Int64.max) == 0)
      let months = try ExampleMonth.all(db, loop: loop)
      #expect(months.map(\.start) == [LoopHistory.time(day: 0).microseconds])
      #expect(months.allSatisfy { $0.positions.contains(past.ticks[0]) })
    }
  }
}
