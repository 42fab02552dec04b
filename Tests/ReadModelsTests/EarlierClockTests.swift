import Domain
import Ledger
import Postgres
import ReactorSupport
@testable import ReadModels
import TestSupport
import Testing

/// A tick for the year 2126 from before the rules "doors": below the adoption all goes by it, above it nothing is due by it.
@Suite(.database(migrated: true, adopted: false)) struct EarlierClockTests {
  @Test func nothingIsDueByATickThatLayTooFarAhead() async throws {
    let loop = LoopHistory.name
    var history = try await LoopHistory()
    for day in 0..<3 { try await history.day(day) }
    let century = 36_525.0
    let far = history.tick(day: century)
    let tick = try await history.append([far])
    let trained = try await history.round(tick: tick, day: century)
    var events = history.verdict(trained, tick: tick, day: century, champion: nil, outcome: "promote")
    events.append(history.promotion(trained, day: century))
    let promoted = try await history.append(events)
    let pool = history.pool
    func lastTime() async throws -> Timestamp? { try await pool.run { try Tick.lastTime($0, loop: loop) } }
    func seal(beforeTick position: Int64) async throws -> Timestamp? {
      try await pool.run { try SealedDataset.last($0, loop: loop, beforeTick: position)?.tickTime }
    }
    func since(decidedBefore position: Int64) async throws -> Timestamp? {
      try await pool.run { try Champion.load($0, loop: loop, decidedBefore: position).since }
    }
    let then = LoopHistory.time(day: century)
    #expect(try await lastTime() == then)
    #expect(try await seal(beforeTick: promoted) == then)
    #expect(try await since(decidedBefore: promoted + 1) == then)

    _ = try await pool.run { try LedgerSetup.adopt($0, now: Timestamp(microseconds: 1_800_000_000_000_000)) }
    let next = history.tick(day: 4)
    let head = try await history.append([next])
    let before = LoopHistory.time(day: 2.99)
    #expect(try await lastTime() == LoopHistory.time(day: 4))
    #expect(try await seal(beforeTick: head) == before)
    #expect(try await since(decidedBefore: head) == before)
    // What was decided below the adoption is decided as it was.
    #expect(try await seal(beforeTick: promoted) == then)
    #expect(try await since(decidedBefore: promoted + 1) == then)
  }

  /// A seal that failed at that tick holds no later one back, once the rules are adopted.
  @Test func aSealThatFailedAtThatTickHoldsNothingBack() async throws {
    let loop = LoopHistory.name
    var history = try await LoopHistory()
    for day in 0..<3 { try await history.day(day) }
    let far = history.tick(day: 36_525)
    let tick = try await history.append([far])
    let failed = RoundFailed(
      tick: far.id, position: tick, stage: .seal, code: RoundFailureCode.eventParked.rawValue, sentence: "for a test")
    try await history.append([history.event(RoundFailed.type, day: 36_525, failed.json)])
    let pool = history.pool
    func time(before position: Int64) async throws -> Timestamp? {
      try await pool.run { try FailedRound.last($0, loop: loop, stage: .seal, before: position)?.tickTime }
    }
    #expect(try await time(before: tick + 1) == LoopHistory.time(day: 36_525))
    _ = try await pool.run { try LedgerSetup.adopt($0, now: Timestamp(microseconds: 1_800_000_000_000_000)) }
    let head = try await history.append([history.tick(day: 4)])
    #expect(try await time(before: head) == LoopHistory.time(day: 2.99))
    #expect(try await time(before: tick + 1) == LoopHistory.time(day: 36_525), "decided below the adoption as it was")
  }
}
