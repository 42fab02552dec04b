import Domain
import Evaluation
import Ledger
import ReactorSupport
import Reactors
import TestSupport
import Testing

/// What the curator seals, tick by tick, on a real ledger.
@Suite(.database(migrated: true)) struct CuratorTests {
  private func curator(on history: LoopHistory) -> ReactorHarness {
    ReactorHarness(Curator(reader: DatasetReader(pool: history.pool)), on: history)
  }

  @Test func sealsAtEachTickThatIsDue() async throws {
    var history = try await LoopHistory()
    var ticks: [Int64] = []
    for day in 0..<3 { ticks.append(try await history.day(day)) }
    let curator = curator(on: history)
    let sealed = try await curator.run().map { try $0.decoded(as: DatasetSealed.self) }
    // The first interval is counted from the first tick.
    #expect(sealed.map(\.position) == Array(ticks.dropFirst()))
    #expect(sealed.map { $0.counts.train + $0.counts.validation + $0.counts.holdout } == [240, 360])
    #expect(sealed.allSatisfy { $0.labels == .truthful && !$0.force && $0.requestID == nil })
    #expect(sealed.map(\.configDigest) == Array(repeating: history.config.digest, count: 2))
    // A curator that decides again says the same, and the ledger has it once.
    try await curator.forget()
    #expect(try await curator.run().isEmpty)
  }

  /// What was of the wrong kind stands in the seal; decided again it is the same event, and the read models have it.
  @Test func aSealSaysWhatWasOfTheWrongKind() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    var events: [Event] = []
    for number in 0..<7 {
      let id = JSONValue.string("wrong-\(number)")
      events.append(
        history.event(
          InteractionRecorded.type, day: 1.1,
          ["interaction_id": id, "input": ["x": "0.5"], "output": ["label": "no", "probability": 0.5]]))
      events.append(history.event(FeedbackReceived.type, day: 1.1, ["interaction_id": id, "label": "yes"]))
    }
    try await history.append(events)
    try await history.day(1)
    let curator = curator(on: history)
    let sealed = try #require(try await curator.run().first)
    #expect(
      try sealed.decoded(as: DatasetSealed.self).counts.problems == [
        .init(input: "x", reason: "wrong_kind", found: "string", count: 7)
      ])
    let counts = "SELECT counts->'problems'->0->>'count' FROM millrace.dataset"
    #expect(try await history.pool.run { try $0.query(counts).map { try $0.text(0) } } == ["7"])
    try await curator.forget()
    #expect(try await curator.run().isEmpty, "decided again, it is the same event")
  }

  /// A loop that is sent its only input under another name has no example left: the wait says what became of them.
  @Test func aWaitSaysWhatCleaningLeftOut() async throws {
    var history = try await LoopHistory()
    try await history.append([history.tick(day: 0)])
    var events: [Event] = []
    for number in 0..<12 {
      let id = JSONValue.string("misspelt-\(number)")
      let moment = 1 + Double(number) / 100
      events.append(
        history.event(
          InteractionRecorded.type, day: moment,
          ["interaction_id": id, "input": ["xx": 0.5], "output": ["label": "no", "probability": 0.5]]))
      events.append(history.event(FeedbackReceived.type, day: moment, ["interaction_id": id, "label": "yes"]))
    }
    try await history.append(events + [history.tick(day: 2)])
    let curator = curator(on: history)
    let waits = try await curator.run().map { try $0.decoded(as: RoundWaiting.self) }
    #expect(waits.map(\.code) == ["part_empty"])
    #expect(waits.first?.sentence.contains("12 were left out before (12 empty): wait for") == true)
    try await curator.forget()
    #expect(try await curator.run().isEmpty, "decided again, it is the same event")
  }

  @Test func aRequestIsMetAtTheNextTick() async throws {
    var history = try await LoopHistory(isSandbox: true)
    for day in 0..<3 { try await history.day(day) }
    let curator = curator(on: history)
    try await curator.run()
    let request = history.event(
      DatasetRequested.type, day: 3, DatasetRequested(reason: "test", labels: .inverted, force: true).json)
    let tick = try await history.append([request, history.tick(day: 3.1)])
    let sealed = try await curator.run().map { try $0.decoded(as: DatasetSealed.self) }
    #expect(sealed.map(\.position) == [tick])
    #expect(sealed.map(\.labels) == [.inverted] && sealed.map(\.force) == [true])
    #expect(sealed.map(\.requestID) == [request.id])
  }

  @Test func aPausedLoopSealsNothing() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    try await history.append([history.event(LoopPaused.type, day: 1, LoopPaused(reason: "test").json)])
    try await history.day(1)
    let curator = curator(on: history)
    #expect(try await curator.run().isEmpty)
    try await history.append([history.event(LoopResumed.type, day: 2, LoopResumed().json)])
    let tick = try await history.day(2)
    let sealed = try await curator.run().map { try $0.decoded(as: DatasetSealed.self) }
    #expect(sealed.map(\.position) == [tick])
  }

  /// Where nothing can be learned or answered, nothing is sealed, and the ledger says why, once; once that has changed, one
  /// is sealed, and the wait is over.
  @Test func oneClassIsNotSealed() async throws {
    var history = try await LoopHistory()
    let one: (Int, String) -> [ByteText: JSONValue]? = { _, _ in ["label": "yes"] }
    for day in 0..<3 { try await history.day(day, feedback: one) }
    let curator = curator(on: history)
    #expect(try waits(try await curator.run()) == ["one_class"])
    let tick = try await history.day(3)
    // The newest day alone has both, and none of it is trained on.
    let still = try await curator.run()
    #expect(still.isEmpty)
    for day in 4..<6 { try await history.day(day) }
    let events = try await curator.run()
    #expect(try waits(events) == [nil])
    let sealed = try seals(events)
    #expect(!sealed.isEmpty && sealed.allSatisfy { $0.position > tick && $0.counts.classes.count == 2 })
  }

  @Test(arguments: [25, 2_000]) func freeTextAsLabelIsSealedWhereItCanBeAnswered(bytes: Int) async throws {
    var history = try await LoopHistory(classes: "")
    let text = String(repeating: "x", count: bytes)
    for day in 0..<3 { try await history.day(day, feedback: { ["label": .string("\(day) \($0) \($1) \(text)")] }) }
    let events = try await curator(on: history).run()
    #expect(try seals(events).map(\.counts.classes.count) == (bytes == 25 ? [240, 360] : []))
    #expect(try waits(events) == (bytes == 25 ? [] : ["answer_too_large"]))
  }

  private func seals(_ events: [LedgerEvent]) throws -> [DatasetSealed] {
    try events.filter { $0.type == DatasetSealed.type }.map { try $0.decoded(as: DatasetSealed.self) }
  }

  /// The codes of the waits that began; nil: one is over.
  private func waits(_ events: [LedgerEvent]) throws -> [String?] {
    try events.filter { $0.type == RoundWaiting.type }.map { try $0.decoded(as: RoundWaiting.self).code }
  }
}
