import Domain
import Evaluation
import Learning
import ReactorSupport
import TestSupport
import Testing

@testable import Audit

/// Other policies on a history whose every event is known.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct WhatIfTests {
  /// One champion, `first`, promoted; another challenger, `second`, refused; then a week in which the world is the other
  /// way round.
  private struct Past {
    var history: LoopHistory
    var first: LoopHistory.Trained
    var second: LoopHistory.Trained
    /// Of the change of the slot.
    var promotion: Int64
    /// Ticks of days 3 and 5, and of the days of the other world.
    var ticks: [Int64]
  }

  private func past(kept: Bool = false) async throws -> Past {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    let first = try await history.round(tick: tick, day: 2.99)
    var events = history.verdict(first, tick: tick, day: 2.99, champion: nil, outcome: "promote")
    // A tick comes into the ledger between the decision and its promotion.
    events.append(history.tick(day: 2.995))
    events.append(history.promotion(first, day: 2.99))
    let promotion = try await history.append(events)
    var ticks = [try await history.day(3, generation: 1)]
    if kept {
      let look: JSONValue = [
        "model_id": .string(first.model), "predecessor": nil, "generation": 1, "outcome": "kept", "look": 1,
        "tick_position": .integer(ticks[0]), "test": nil, "reasons": [],
      ]
      try await history.append([history.event(VerdictRevised.type, day: 3.99, look)])
    }
    let later = try await history.day(4, generation: 1)
    let second = try await history.round(tick: later, day: 4.99)
    try await history.append(
      history.verdict(second, tick: later, day: 4.99, champion: first.model, outcome: "refuse"))
    ticks.append(try await history.day(5, generation: 1))
    for day in 6..<9 { ticks.append(try await history.day(day, inverted: true, generation: 1)) }
    return Past(history: history, first: first, second: second, promotion: promotion, ticks: ticks)
  }

  private func whatIf(_ history: LoopHistory) -> WhatIf {
    WhatIf(
      pool: history.pool,
      models: ModelLibrary(pool: history.pool, artifacts: history.artifacts, learners: .standard))
  }

  private func gate(_ improvement: Double) -> GatePolicy {
    GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: improvement, minimumExamples: 20, block: nil,
      guardrails: [])
  }

  private let trial = ReleasePolicy(
    trial: TimeSpan(microseconds: 30 * 86_400_000_000), minimumExamples: 60, confidence: 0.95)

  /// The champion before `from` is the one there was, and what comes is judged against it.
  @Test func whatWasDecidedBeforeStands() async throws {
    let past = try await past()
    let whatIf = whatIf(past.history)
    // Far better than the default answer, and not at all better than the first.
    let strict = gate(0.2)
    // The promotion was decided at the run's end; that it was archived later makes no difference.
    for from in [past.first.end + 1, past.promotion, past.promotion + 1, past.second.end] {
      let report = try await whatIf.run(
        loop: LoopHistory.name, gate: strict, release: nil, positions: from..<Int64.max)
      #expect(report.counterfactual.map(\.modelID) == [nil, past.first.model], "from \(from)")
      #expect(report.counterfactual.last?.position == past.promotion, "from \(from)")
      #expect(report.counterfactual == report.actual, "from \(from)")
    }
    // From before the first decision on, the first is judged anew; nothing passes this one.
    let none = try await whatIf.run(
      loop: LoopHistory.name, gate: gate(5), release: nil, positions: past.first.end..<Int64.max)
    #expect(none.counterfactual.map(\.modelID) == [nil])
    // A gate that lets everything pass changes what is decided from there on, and nothing before.
    let lenient = try await whatIf.run(
      loop: LoopHistory.name, gate: gate(-5), release: nil, positions: (past.first.end + 1)..<Int64.max)
    #expect(Array(lenient.counterfactual.map(\.modelID).prefix(2)) == [nil, past.first.model])
    let nothing = try await whatIf.run(
      loop: LoopHistory.name, gate: gate(5), release: nil, positions: (past.second.end + 1)..<Int64.max)
    #expect(nothing.counterfactual == nothing.actual)
  }

  /// Interactions before `from` were answered as they were; those behind by the champion there would have been.
  @Test func whatWasAnsweredBeforeStands() async throws {
    let past = try await past()
    func period(from: Int64) async throws -> WhatIfReport.Period {
      let report = try await whatIf(past.history).run(
        loop: LoopHistory.name, gate: gate(5), release: nil, positions: from..<Int64.max)
      return try #require(report.periods.first)
    }
    let end = try await period(from: past.ticks.last ?? 0)
    #expect(end.counterfactual == end.actual && end.actual.count == 9 * 120)
    let middle = try await period(from: past.ticks[0])
    #expect(middle.counterfactual.count == middle.actual.count)
    #expect(middle.counterfactual != middle.actual)
  }

  /// A champion on trial at `from` goes on being on trial, unless a look has decided by then.
  @Test func aTrialThatWasUnderWayGoesOn() async throws {
    let past = try await past()
    let report = try await whatIf(past.history).run(
      loop: LoopHistory.name, gate: nil, release: trial, positions: past.ticks[1]..<Int64.max)
    #expect(report.counterfactual.map(\.modelID) == [nil, past.first.model, nil])
    #expect(report.counterfactual.last?.change == "rolled_back")
    #expect(past.ticks[2...].contains(report.counterfactual.last?.position ?? 0))
  }

  @Test func aTrialThatHadEndedDoesNotGoOn() async throws {
    let past = try await past(kept: true)
    func models(from: Int64) async throws -> [String?] {
      try await whatIf(past.history).run(
        loop: LoopHistory.name, gate: nil, release: trial, positions: from..<Int64.max
      ).counterfactual.map(\.modelID)
    }
    #expect(try await models(from: past.ticks[1]) == [nil, past.first.model])
    // At the tick of the look itself it had not ended yet.
    #expect(try await models(from: past.ticks[0]) == [nil, past.first.model, nil])
  }

  /// A reward says how the answer that was given fared, and a label of a class that is gone says nothing of the others:
  /// such interactions are counted, and in no metric.
  @Test func whatTheLogCannotJudgeIsCountedAndNotGuessed() async throws {
    var history = try await LoopHistory(classes: "no, yes, maybe")
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    let first = try await history.round(tick: tick, day: 2.99)
    var events = history.verdict(first, tick: tick, day: 2.99, champion: nil, outcome: "promote")
    events.append(history.promotion(first, day: 2.99))
    let promotion = try await history.append(events)
    // Of each ten: six labels, two rewards, a reward and a label, nothing at all.
    try await history.day(3, generation: 1, model: first.model) { number, label in
      switch number % 10 {
      case 6, 7: ["reward": 1]
      case 8: ["reward": 1, "label": .string(label)]
      case 9: nil
      default: ["label": .string(label)]
      }
    }
    // Of each ten: one label of a class that is taken away afterwards.
    try await history.day(4, generation: 1, model: first.model) { number, label in
      ["label": .string(number % 10 == 0 ? "maybe" : label)]
    }
    try await history.configure(classes: "no, yes", day: 5)
    let whatIf = whatIf(history)
    let judged = 3 * 120 + 84 + 108
    let refused = try await whatIf.run(loop: LoopHistory.name, gate: gate(5), release: nil)
    #expect(refused.counterfactual.map(\.modelID) == [nil])
    #expect(refused.unevaluable == .init(interactions: 24 + 12, ofAnotherChampion: 24 + 12))
    #expect(refused.periods.map(\.actual.count) == [judged])
    #expect(refused.periods.map(\.counterfactual.count) == [judged])
    // What was answered is the default answer's, throughout; so a "maybe" taken for a "no" would show.
    #expect(refused.periods.first?.counterfactual == refused.periods.first?.actual)
    let same = try await whatIf.run(loop: LoopHistory.name, gate: gate(0), release: nil)
    #expect(same.counterfactual.map(\.modelID) == [nil, first.model])
    #expect(same.unevaluable == .init(interactions: 24 + 12, ofAnotherChampion: 0))
    #expect(same.periods.map(\.counterfactual.count) == [judged])
    let later = try await whatIf.run(
      loop: LoopHistory.name, gate: gate(5), release: nil, positions: (promotion + 1)..<Int64.max)
    #expect(later.unevaluable == .init(interactions: 24 + 12, ofAnotherChampion: 0))
    #expect(later.json["unevaluable"]?["interactions"]?.integer == 36)
  }

  /// A champion is not rolled back, nor kept, on rewards that its predecessor's answers might have had as well.
  @Test func aTrialIsNotJudgedByRewards() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    let first = try await history.round(tick: tick, day: 2.99)
    var events = history.verdict(first, tick: tick, day: 2.99, champion: nil, outcome: "promote")
    events.append(history.promotion(first, day: 2.99))
    try await history.append(events)
    for day in 3..<5 {
      try await history.day(day, inverted: true, generation: 1, model: first.model) { _, _ in ["reward": -1] }
    }
    func report() async throws -> WhatIfReport {
      try await whatIf(history).run(loop: LoopHistory.name, gate: gate(0), release: trial)
    }
    let rewarded = try await report()
    #expect(rewarded.counterfactual.map(\.modelID) == [nil, first.model])
    #expect(rewarded.unevaluable == .init(interactions: 240, ofAnotherChampion: 0))
    // A day without a single label is in no metric.
    #expect(rewarded.periods.map(\.actual.count) == [360])
    // The same with labels is judged.
    try await history.day(5, inverted: true, generation: 1, model: first.model)
    #expect(try await report().counterfactual.map(\.modelID) == [nil, first.model, nil])
  }

  /// Verdicts are reached again on the holdouts that were sealed, also when other folds are live by now.
  @Test func otherFoldsChangeNoVerdict() async throws {
    var past = try await past()
    let before = try await whatIf(past.history).run(loop: LoopHistory.name, gate: gate(0.2), release: nil)
    #expect(before.counterfactual.map(\.modelID) == [nil, past.first.model])
    try await past.history.changeFolds()
    let after = try await whatIf(past.history).run(loop: LoopHistory.name, gate: gate(0.2), release: nil)
    #expect(after.counterfactual == before.counterfactual)
  }
}
