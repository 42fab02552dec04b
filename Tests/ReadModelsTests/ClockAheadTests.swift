import Domain
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// A first tick is free, also one that is a century ahead: what then closes nothing in time says so.
@Suite(.database(migrated: true)) struct ClockAheadTests {
  private func ahead(_ history: LoopHistory) async throws -> LoopWait? {
    try await history.pool.run { try LoopWait.all($0, loop: LoopHistory.name).first { $0.code == "clock_ahead" } }
  }

  @Test func aClockThatIsAheadOfAllThatComesIsTold() async throws {
    var history = try await LoopHistory()
    let century = 36_525.0
    let first = try await history.append([history.tick(day: century)])
    #expect(try await ahead(history) == nil)
    // By what was asked behind it, before any tick, and then by the ticks.
    let interaction = history.event(
      InteractionRecorded.type, day: 0,
      ["interaction_id": "a", "input": [:], "output": ["label": "no", "probability": 0.5]])
    try await history.append([interaction])
    let wait = try #require(try await ahead(history))
    #expect(
      wait.thing == "clock"
        && wait.sentence.contains(
          "shows \(LoopHistory.time(day: century).text) since the tick at position \(first)"),
      "\(wait.sentence)")
    #expect(wait.sentence.contains("its clock begins anew"))
    try await history.day(0)
    #expect(try await ahead(history)?.sentence == wait.sentence)
    // Ticks that go on from where the clock is are in order again.
    try await history.append([history.tick(day: century + 1)])
    #expect(try await ahead(history) == nil)
  }

  /// Some interactions and a tick that come late are nothing to tell of, and the recorded clock cannot be ahead.
  @Test(arguments: LoopClock.allCases) func aClockInOrderIsNot(_ clock: LoopClock) async throws {
    var history = try await LoopHistory(clock: clock)
    try await history.day(0)
    try await history.day(20)
    let late = history.tick(day: 0.99)
    try await history.append([late])
    try await history.day(1)
    #expect(try await ahead(history) == nil)
  }
}
