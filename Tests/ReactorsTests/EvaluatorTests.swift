import Domain
import Ledger
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// What the evaluator decides at the end of a round and while a champion is on trial, on a real ledger.
@Suite(.database(migrated: true)) struct EvaluatorTests {
  /// A history with its first champion, which knows that x above zero means yes.
  private func promoted(release: String = "{trial: 0d}") async throws -> (LoopHistory, Wheel, [LedgerEvent]) {
    var history = try await LoopHistory(release: release)
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    try await wheel.curator.run()
    try await wheel.trainer.run()
    return (history, wheel, try await wheel.evaluator.run())
  }

  @Test func aChallengerThatIsBetterIsPromoted() async throws {
    let (history, wheel, events) = try await promoted()
    #expect(events.map(\.type) == [EvaluationStarted.type, VerdictReached.type, ModelPromoted.type])
    let started = try #require(events.first).decoded(as: EvaluationStarted.self)
    let verdict = try events[1].decoded(as: VerdictReached.self)
    let promotion = try events[2].decoded(as: ModelPromoted.self)
    #expect(started.gateDigest == history.config.gateDigest && verdict.gateDigest == started.gateDigest)
    #expect(started.champion == nil && started.selection.map(\.modelID) == [started.challenger])
    #expect(verdict.outcome == .promote && !verdict.forced)
    #expect((verdict.test?.interval.last ?? nil).map { $0 < 0 } ?? false, "better than the default answer for certain")
    #expect(promotion.modelID == started.challenger && promotion.predecessor == nil)
    #expect(promotion.generation == 1 && promotion.replacesGeneration == 0 && promotion.verdictID == events[1].id)
    let champion = try await history.pool.run { try Champion.load($0, loop: LoopHistory.name, decidedBefore: .max) }
    #expect(champion.modelID == started.challenger && champion.generation == 1)
    try await wheel.evaluator.forget()
    #expect(try await wheel.evaluator.run().isEmpty)
  }

  @Test func aChampionThatIsWorseThanItsPredecessorIsRolledBack() async throws {
    var (history, wheel, _) = try await promoted(release: "{trial: 5d, minimum_examples: 60, confidence: 0.95}")
    let model = try await history.pool.run {
      try Champion.load($0, loop: LoopHistory.name, decidedBefore: .max).modelID
    }
    // The world has turned round, and the champion is sure of the old one.
    let tick = try await history.day(2, inverted: true, generation: 1, model: model, answer: { $0 > 0 ? 0.9 : 0.1 })
    let events = try await wheel.evaluator.run()
    #expect(events.map(\.type) == [VerdictRevised.type, ModelRolledBack.type])
    let look = try #require(events.first).decoded(as: VerdictRevised.self)
    let rollback = try #require(events.last).decoded(as: ModelRolledBack.self)
    #expect(look.outcome == .worse && look.modelID == model && look.predecessor == nil)
    #expect(look.tickPosition == tick && look.test.n == 120)
    #expect(rollback.fromModel == model && rollback.modelID == nil && rollback.generation == 2)
    #expect(rollback.decidedAtPosition == tick && rollback.verdictID == events[0].id)
  }

  @Test func aChampionThatIsNoWorseStaysWhenItsTrialEnds() async throws {
    var (history, wheel, _) = try await promoted(release: "{trial: 2d, minimum_examples: 60, confidence: 0.95}")
    let model = try await history.pool.run {
      try Champion.load($0, loop: LoopHistory.name, decidedBefore: .max).modelID
    }
    for day in 2..<6 { try await history.day(day, generation: 1, model: model, answer: { $0 > 0 ? 0.9 : 0.1 }) }
    let looks = try await wheel.evaluator.run().map { try $0.decoded(as: VerdictRevised.self) }
    #expect(looks.last?.outcome == .kept)
    #expect(looks.dropLast().allSatisfy { $0.outcome == .undecided })
    #expect(looks.map(\.look) == looks.map(\.look).sorted())
  }
}
