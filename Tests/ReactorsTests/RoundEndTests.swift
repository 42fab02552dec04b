import Domain
import Evaluation
import Ledger
import Projections
import ReactorSupport
import ReadModels
import Reactors
import TestSupport
import Testing

/// Every round ends, or says why it waits, on a real ledger.
@Suite(.database(migrated: true)) struct RoundEndTests {
  private func openRounds(_ history: LoopHistory) async throws -> Int64? {
    try await history.pool.run { try LoopStatus.all($0).first?.openRounds }
  }

  /// Both curator and the others, until nothing follows any more; what they said.
  private func turn(_ wheel: Wheel) async throws -> [LedgerEvent] {
    try await wheel.curator.run() + wheel.trainer.run() + wheel.evaluator.run()
  }

  @Test func aRoundWithoutAModelHasFailed() async throws {
    var history = try await LoopHistory(learningRate: "1000")
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let sealed = try #require(try await wheel.curator.run().first).decoded(as: DatasetSealed.self)
    try await wheel.trainer.run()
    #expect(try await openRounds(history) == 1)
    let events = try await wheel.evaluator.run()
    #expect(events.map(\.type) == [RoundFailed.type])
    let failed = try #require(events.first).decoded(as: RoundFailed.self)
    #expect(failed.datasetID == sealed.datasetID && failed.stage == .evaluate && failed.code == "no_model")
    #expect(try await openRounds(history) == 0)
    let outcome = try await history.pool.run { try RoundOutcome.all($0, loop: LoopHistory.name).first }
    #expect(outcome?.outcome == nil && outcome?.failure == failed.sentence && outcome?.word == "failed")
    try await wheel.evaluator.forget()
    #expect(try await wheel.evaluator.run().isEmpty, "decided again, it is the same event")
  }

  @Test func anUnknownLearnerEndsTheRoundAndAGoodConfigurationTheNextOne() async throws {
    var history = try await LoopHistory()
    var config = history.config
    config.learner.kind = "gone"
    try await history.append([
      history.event(LoopConfigured.type, day: 0, LoopConfigured(config: config, digest: config.digest).json)
    ])
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let failed = try await turn(wheel).filter { $0.type == RoundFailed.type }.map {
      try $0.decoded(as: RoundFailed.self)
    }
    #expect(failed.map(\.code) == ["unknown_learner"] && failed.map(\.stage) == [.train])
    #expect(failed.first?.datasetID != nil && failed.first?.sentence.contains("mlp") == true)
    #expect(try await openRounds(history) == 0)
    try await history.configure(classes: "no, yes", day: 2)
    for day in 2..<4 { try await history.day(day) }
    #expect(try await turn(wheel).map(\.type).contains(VerdictReached.type))
  }

  @Test func aRoundWhoseFoldsAreNotStoredHasFailedAndTheNextOneEnds() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    try await Wheel(history).curator.run()
    try await history.changeFolds()
    let version = history.group.version
    _ = try await history.pool.run {
      try $0.execute("DELETE FROM artifact.fold_version WHERE version <> $1", [.text(version)])
    }
    let wheel = Wheel(history)
    let failed = try #require(try await wheel.trainer.run().first).decoded(as: RoundFailed.self)
    #expect(failed.code == "fold_version_gone" && failed.stage == .train)
    #expect(try await openRounds(history) == 0)
    try await history.day(2)
    #expect(try await turn(wheel).map(\.type).contains(RunCompleted.type))
  }

  /// A round that is open while other folds take over is trained and judged on what was sealed.
  @Test func aRoundWhoseFoldsAreStoredGoesOn() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    try await Wheel(history).curator.run()
    try await history.changeFolds()
    let events = try await turn(Wheel(history))
    #expect(events.map(\.type).contains(VerdictReached.type) && !events.map(\.type).contains(RoundFailed.type))
  }

  /// Nor do two upgrades end it: the folds by which it was sealed are neither the live copy nor the one before.
  @Test func aRoundThatIsOpenOverTwoUpgradesGoesOn() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let sealed = try #require(try await Wheel(history).curator.run().first).decoded(as: DatasetSealed.self)
    try await history.changeFolds(prune: false)
    var files = history.group.files
    let last = files.removeLast()
    files.append(try ProjectionFile(name: last.name, text: last.text + "-- Another program's.\n"))
    history.group = ProjectionGroup(name: history.group.name, files: files, views: history.group.views)
    let live = LiveProjections(group: history.group)
    try await history.pool.run { db in
      _ = try live.rebuild(db, limit: 200)
      try live.prune(db)
    }
    #expect(sealed.foldVersion != history.group.version)
    let events = try await turn(Wheel(history))
    let verdicts = try events.filter { $0.type == VerdictReached.type }.map { try $0.decoded(as: VerdictReached.self) }
    #expect(verdicts.map(\.datasetID) == [sealed.datasetID] && !events.map(\.type).contains(RoundFailed.type))
  }

  @Test(arguments: [0, 12]) func aTrialThatIsTooSmallAtItsEndKeeps(served: Int) async throws {
    var history = try await LoopHistory(release: "{trial: 1d, minimum_examples: 60, confidence: 0.95}")
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    #expect(try await turn(wheel).map(\.type).contains(ModelPromoted.type))
    let model = try await history.pool.run {
      try Champion.load($0, loop: LoopHistory.name, decidedBefore: .max).modelID
    }
    if served > 0 {
      try await history.day(2, generation: 1, model: model, feedback: { $0 < served ? ["label": .string($1)] : nil })
    }
    try await history.append([history.tick(day: 3.5)])
    let looks = try await wheel.evaluator.run()
    #expect(looks.map(\.type) == [VerdictRevised.type])
    let look = try #require(looks.first).decoded(as: VerdictRevised.self)
    #expect(look.outcome == .kept && look.test.name == "none" && look.test.n == served)
    #expect(look.reasons.first?.contains("too few") == true && look.reasons.first?.contains("60") == true)
    try await history.append([history.tick(day: 4)])
    #expect(try await wheel.evaluator.run().isEmpty, "the trial is over")
  }

  @Test func aDatasetThatCannotBeCutIsWaitedForAndSaidOnce() async throws {
    var history = try await LoopHistory()
    var events: [Event] = []
    for number in 0..<12 {
      let id: JSONValue = .string("same\(number)")
      events.append(
        history.event(
          InteractionRecorded.type, day: 0,
          [
            "interaction_id": id, "input": ["x": .integer(Int64(number))],
            "output": ["label": "no", "probability": 0.5], "generation": 0, "model": nil,
          ]))
      events.append(
        history.event(FeedbackReceived.type, day: 0, ["interaction_id": id, "label": number < 6 ? "no" : "yes"]))
    }
    try await history.append(events)
    try await history.append([history.tick(day: 0.1), history.tick(day: 1.2), history.tick(day: 1.3)])
    let wheel = Wheel(history)
    let waits = try await wheel.curator.run()
    #expect(waits.map(\.type) == [RoundWaiting.type])
    let wait = try #require(waits.first).decoded(as: RoundWaiting.self)
    #expect(wait.reactor == "curator" && wait.code == "part_empty" && !wait.sentence.isEmpty)
    let told = try await history.pool.run { try LoopWait.all($0).first { $0.thing == "seal" } }
    #expect(told?.code == "part_empty" && told?.sentence == wait.sentence)
    // What comes later can be cut, and the wait is over.
    try await history.day(2)
    let next = try await wheel.curator.run()
    #expect(next.map(\.type) == [RoundWaiting.type, DatasetSealed.type])
    #expect(try next[0].decoded(as: RoundWaiting.self).code == nil)
    try await wheel.curator.forget()
    #expect(try await wheel.curator.run().isEmpty, "decided again, they are the same events")
  }

  /// A wait in the name of a reactor that never waits, forged or of another program, ends with what that does next; also
  /// one that it had passed before it was started.
  @Test(arguments: ["trainer", "evaluator", "curator"], [false, true])
  func aWaitThatTheReactorDidNotSayEnds(name: String, isPassed: Bool) async throws {
    var history = try await LoopHistory()
    try await history.append([history.tick(day: 0.5)])
    func thing() async throws -> [LoopWait] {
      try await history.pool.run { try LoopWait.all($0).filter { $0.thing == name || $0.code == "forged" } }
    }
    let before = Wheel(history)
    _ = try await turn(before)
    try await history.append([
      history.event(
        RoundWaiting.type, day: 0.6,
        RoundWaiting(reactor: name, code: "forged", sentence: "so", cause: "doors", position: 1).json)
    ])
    if name != "curator" { #expect(try await thing().map(\.code) == ["forged"]) }
    if isPassed {
      _ = try await history.pool.run { db in
        try db.execute("UPDATE reactor.cursor SET position = (SELECT position FROM ledger.head)")
      }
    }
    try await history.append([history.tick(day: 0.7)])
    let said = try await turn(Wheel(history)).filter { $0.type == RoundWaiting.type }
    #expect(said.map(\.source) == ["/millrace/" + name])
    #expect(try said.map { try $0.decoded(as: RoundWaiting.self).code } == [nil])
    #expect(try await thing().isEmpty)
    #expect(try await turn(Wheel(history)).isEmpty, "and nothing more is said")
  }

  /// Whatever of a reactor's events is parked: it is not published for ever, and the next round is another one.
  @Test func anEventOfOurOwnThatIsParkedEndsTheRound() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let sealed = try #require(try await wheel.curator.run().first).decoded(as: DatasetSealed.self)
    let trainer = ReactorHarness(
      wheel.trainer(fingerprint: LoopHistory.fingerprint), on: history,
      sink: ParkingSink(history: history, types: [RunCompleted.type]))
    let events = try await trainer.run()
    #expect(events.map(\.type) == [RunStarted.type, RoundFailed.type])
    let failed = try #require(events.last).decoded(as: RoundFailed.self)
    #expect(failed.datasetID == sealed.datasetID && failed.code == "event_parked")
    #expect(failed.sentence.contains("too_large") && failed.sentence.contains(RunCompleted.type))
    #expect(try await openRounds(history) == 0)
    try await history.day(2)
    #expect(try await turn(wheel).map(\.type).contains(VerdictReached.type))
  }

  /// One that is over the limit of an event is not published at all: nothing is parked, and the round says why it ended.
  @Test func anEventOfOurOwnThatIsTooLargeEndsTheRound() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let wheel = Wheel(history)
    let sealed = try #require(try await wheel.curator.run().first).decoded(as: DatasetSealed.self)
    let trainer = ReactorHarness(
      wheel.trainer(fingerprint: ["machine": .string(String(repeating: "x", count: 300_000))]), on: history,
      sink: try DoorSink(history: history))
    let events = try await trainer.run()
    #expect(events.map(\.type) == [RunStarted.type, RoundFailed.type])
    let failed = try #require(events.last).decoded(as: RoundFailed.self)
    #expect(failed.datasetID == sealed.datasetID && failed.code == "event_too_large")
    #expect(failed.sentence.hasPrefix("\(RunCompleted.type) would have 300") && failed.sentence.contains("262144"))
    let parked = "SELECT count(*) FROM ledger.parked"
    #expect(try await history.pool.run { try $0.query(parked).first?.int64(0) } == 0)
    #expect(try await openRounds(history) == 0)
    try await history.day(2)
    #expect(try await turn(wheel).map(\.type).contains(VerdictReached.type))
  }

  /// A seal that is parked is made again when the next one would be due, and not at every tick.
  @Test func aSealThatIsParkedWaitsForTheNextOne() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    let wheel = Wheel(history)
    let curator = ReactorHarness(
      Curator(reader: DatasetReader(pool: history.pool)), on: history,
      sink: ParkingSink(history: history, types: [DatasetSealed.type]))
    try await history.day(1)
    for hour in 1..<6 { try await history.append([history.tick(day: 1.99 + Double(hour) / 24)]) }
    let events = try await curator.run().map { try $0.decoded(as: RoundFailed.self) }
    #expect(events.map(\.code) == ["event_parked"] && events.map(\.stage) == [.seal])
    #expect(events.first?.datasetID == nil && events.first?.sentence.contains("refused_by_test") == true)
    try await history.day(3)
    #expect(try await turn(wheel).map(\.type).contains(VerdictReached.type))
  }
}
