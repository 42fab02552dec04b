import Domain
import Evaluation
import Postgres
import ReactorSupport
import ReadModels
import Reactors
import TestSupport
import Testing

/// Host, database and ticks were ten days ahead for a while, in which a dataset was sealed and a champion promoted. Once
/// they are right again, the loop goes on without a command, long before the true time has caught up.
@Suite(.database(migrated: true), .timeLimit(.minutes(15))) struct SetBackTests {
  @Test func aLoopGoesOnWhereItsClockIsSetBack() async throws {
    let loop = LoopHistory.name
    var history = try await LoopHistory(clock: .recorded)
    for day in 0..<3 { try await history.day(day) }
    let wrong = 12.99
    history.recordedAt = LoopHistory.time(day: wrong)
    let tick = try await history.append([history.tick(day: wrong)])
    let trained = try await history.round(tick: tick, day: wrong)
    var events = history.verdict(trained, tick: tick, day: wrong, champion: nil, outcome: "promote")
    events.append(history.promotion(trained, day: wrong))
    let promoted = try await history.append(events)
    for right in [3.4, 3.5] {
      history.recordedAt = LoopHistory.time(day: right)
      try await history.append([history.tick(day: right)])
    }
    let (pool, later) = (history.pool, LoopHistory.time(day: wrong))
    func seen(at position: Int64) async throws -> [Timestamp?] {
      try await pool.run { db in
        [
          try SealedDataset.last(db, loop: loop, beforeTick: position)?.tickTime,
          try Champion.load(db, loop: loop, decidedBefore: position).since,
        ]
      }
    }
    #expect(try await pool.run { try Tick.lastTime($0, loop: loop) } == LoopHistory.time(day: 3.5))
    // The first of the two ticks has set nothing back; what is decided there is decided by what was known.
    #expect(try await seen(at: promoted + 1) == [later, later])
    #expect(try await seen(at: promoted + 2) == [LoopHistory.time(day: 3.5), LoopHistory.time(day: 3.5)])
    var ticks: [Int64] = []
    for day in 4..<7 { ticks.append(try await history.day(day)) }
    let due = try await pool.run { db in
      try db.query("SELECT last_sealed_at FROM millrace.next_seal WHERE loop = $1", [.text(loop)]).first?
        .optionalTimestampMicros("last_sealed_at")
    }
    #expect(due == LoopHistory.time(day: 3.5).microseconds)
    let sealed = try await ReactorHarness(Curator(reader: DatasetReader(pool: pool)), on: history).run()
      .filter { $0.type == DatasetSealed.type }.map { try $0.decoded(as: DatasetSealed.self).position }
    // What came with the first day closes at the second tick, as it always does on the recorded clock.
    #expect(Array(sealed.suffix(2)) == Array(ticks.suffix(2)), "\(sealed) of \(ticks)")
  }
}
