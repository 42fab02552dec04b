import Domain
import Ledger
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// Whatever stands in an old ledger, where its rules let all of it count: no reactor stops, and the next round ends.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(10))) struct ImpossibleEventsTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func theNextRoundEnds(seed: UInt64) async throws {
    var history = try await LoopHistory(release: "{trial: 2d, minimum_examples: 60}")
    var impossible = ImpossibleEvents(seed: seed &* 1_000_003)
    var datasets: [String] = []
    var head: Int64 = 1
    func disturb(_ day: Double) async throws {
      head = try await history.append(
        impossible.some(&history, day: day, head: head, datasets: datasets))
    }
    var wheel = Wheel(history)
    for day in 0..<3 {
      try await disturb(Double(day))
      try await history.day(day)
      let sealed = try await wheel.curator.run().filter { $0.type == DatasetSealed.type }
      datasets += try sealed.map { try $0.decoded(as: DatasetSealed.self).datasetID }
      try await disturb(Double(day) + 0.991)
      try await wheel.trainer.run()
      try await disturb(Double(day) + 0.992)
      try await wheel.evaluator.run()
    }
    // What is asked for and what is broken is over now; a round follows.
    wheel = Wheel(history)
    let tick = try await history.day(4)
    let sealed = try await wheel.curator.run().filter { $0.type == DatasetSealed.type }
    #expect(try sealed.map { try $0.decoded(as: DatasetSealed.self).position } == [tick])
    let dataset = try #require(sealed.last).decoded(as: DatasetSealed.self).datasetID
    try await wheel.trainer.run()
    let events = try await wheel.evaluator.run()
    let verdicts = try events.filter { $0.type == VerdictReached.type }.map { try $0.decoded(as: VerdictReached.self) }
    #expect(verdicts.map(\.datasetID).contains(dataset), "\(events.map(\.type))")
    let stuck = try await history.pool.run { try $0.query("SELECT count(*) FROM reactor.retry").first?.int64(0) }
    #expect(stuck == 0)
  }
}
