import Domain
import Learning
import ReactorSupport
import ReadModels
import TestSupport
import Testing

@testable import Evaluation

/// An input of the wrong kind is a missing one: where examples are cleaned, learned from and counted alike.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct WrongKindTests {
  /// Ten of 360 interactions have a text for the number; two of these besides a member that nobody declared.
  @Test func wrongKindsAreCleanedAndCountedAsMissing() async throws {
    var history = try await LoopHistory()
    for day in 0..<3 { try await history.day(day) }
    var events: [Event] = []
    for number in 0..<10 {
      let input: JSONValue = number < 2 ? ["x": "1", "y": 1] : ["x": "1"]
      let id = JSONValue.string("wrong-\(number)")
      events.append(
        history.event(
          InteractionRecorded.type, day: 3 + Double(number) / 100,
          ["interaction_id": id, "input": input, "output": ["label": "no", "probability": 0.5]]))
      events.append(
        history.event(FeedbackReceived.type, day: 3 + Double(number) / 100, ["interaction_id": id, "label": "yes"]))
    }
    let tick = try await history.append(events + [history.tick(day: 3.5)])
    var config = history.config
    for (missing, left, removed) in [(CleaningPolicy.Handling.keep, 360, ["empty": 10]), (.drop, 360, ["missing": 10])]
    {
      config.cleaning.missing = missing
      let dataset = try await DatasetReader(pool: history.pool).dataset(
        loop: LoopHistory.name, config: config, asOfTick: tick)
      #expect(dataset?.examples.count == left)
      #expect(dataset?.removed == removed)
    }
    let told = try await DatasetReader(pool: history.pool).dataset(
      loop: LoopHistory.name, config: config, asOfTick: tick)?.counts
    #expect(
      told?.problems == [
        .init(input: "x", reason: "wrong_kind", found: "string", count: 10),
        .init(input: "y", reason: "undeclared", found: "number", count: 2),
      ])
    #expect(told?.moreProblems == nil)
    try await history.pool.run { db in
      #expect(
        try InputProblemCount.all(db).map { "\($0.input) \($0.reason) \($0.found) \($0.count)" } == [
          "x wrong_kind string 10", "y undeclared number 2",
        ])
      let backlog = try ExampleBacklog.all(db)
      #expect(backlog.map(\.loop) == [LoopHistory.name])
      #expect(backlog.map(\.open) == [0] && backlog.map(\.waitingFeedback) == [0])
      #expect(backlog.first?.clock == LoopHistory.time(day: 3.5).microseconds)
    }
  }

  /// What a reader says of a tick is the same whether it read the ticks one by one, all at once, or a later one before.
  @Test func countsOfInputsAreTheSameHoweverTheyAreRead() async throws {
    var history = try await LoopHistory()
    var ticks: [Int64] = []
    for day in 0..<4 {
      var events: [Event] = []
      for number in 0..<(day == 0 ? 0 : 3) {
        let id = JSONValue.string("wrong-\(day)-\(number)")
        let moment = Double(day) + 0.5 + Double(number) / 1_000
        events.append(
          history.event(
            InteractionRecorded.type, day: moment,
            [
              "interaction_id": id, "input": ["x": .string("\(day)"), .init("n\(day)"): 1],
              "output": ["label": "no", "probability": 0.5],
            ]))
        events.append(history.event(FeedbackReceived.type, day: moment, ["interaction_id": id, "label": "yes"]))
      }
      try await history.append(events)
      ticks.append(try await history.day(day))
    }
    let (pool, config) = (history.pool, history.config)
    func read(_ reader: DatasetReader, _ tick: Int64) async throws -> DatasetSealed.Counts? {
      try await reader.dataset(loop: LoopHistory.name, config: config, asOfTick: tick)?.counts
    }
    let (steady, backwards) = (DatasetReader(pool: pool), DatasetReader(pool: pool))
    var found: [Int?] = []
    for tick in ticks {
      let counts = try await read(steady, tick)
      #expect(try await counts == read(DatasetReader(pool: pool), tick))
      found.append(counts?.problems?.first?.count)
    }
    for tick in ticks.reversed() { #expect(try await read(backwards, tick) == read(DatasetReader(pool: pool), tick)) }
    #expect(found == [nil, 3, 6, 9])
    // Only those of the window.
    var windowed = config
    windowed.sealing.window = try TimeSpan(text: "2d")
    windowed.sealing.validation = try TimeSpan(text: "6h")
    windowed.sealing.holdout = try TimeSpan(text: "6h")
    let counts = try await DatasetReader(pool: pool).dataset(
      loop: LoopHistory.name, config: windowed, asOfTick: ticks[3])?.counts
    #expect(
      counts?.problems == [
        .init(input: "x", reason: "wrong_kind", found: "string", count: 6),
        .init(input: "n2", reason: "undeclared", found: "number", count: 3),
        .init(input: "n3", reason: "undeclared", found: "number", count: 3),
      ])
  }

  /// An input that mostly came as another kind is named in the verdict's notes, whatever cleaning took out.
  @Test func anInputThatIsMostlyOfTheWrongKindIsANoteOfTheVerdict() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    func dataset(_ tick: Int64) async throws -> Dataset? {
      try await DatasetReader(pool: history.pool).dataset(
        loop: LoopHistory.name, config: history.config, asOfTick: tick)
    }
    var events: [Event] = []
    for number in 0..<240 {
      let id = JSONValue.string("wrong-\(number)")
      let moment = 1.9 + Double(number) / 10_000
      events.append(
        history.event(
          InteractionRecorded.type, day: moment,
          [
            "interaction_id": id, "input": ["x": number % 3 == 0 ? true : "1"],
            "output": ["label": "no", "probability": 0.5],
          ]))
      events.append(history.event(FeedbackReceived.type, day: moment, ["interaction_id": id, "label": "yes"]))
      if number == 238 {
        let most = try await history.append(events + [history.tick(day: 1.96)])
        #expect(try await dataset(most)?.notes.map(\.code) == [], "239 of 479")
        events = []
      }
    }
    let half = try await dataset(try await history.append(events + [history.tick(day: 2)]))
    #expect(half?.notes.map(\.code) == [.inputMostlyWrongKind])
    #expect(
      half?.notes.first?.sentence.contains(
        "input x is of another kind than declared in 240 of 480 examples (160 string, 80 boolean)")
        == true, "\(half?.notes.first?.sentence ?? "")")
  }
}
