import Domain
import Learning
import ReactorSupport
import ReadModels
import TestSupport
import Testing

@testable import Evaluation

/// An input of the wrong kind is a missing one: where examples are cleaned, learned from and counted alike.
@Suite(.database(migrated: true), .timeLimit(.minutes(5)))
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
    let times = LoopHistory.time(day: 0).microseconds...LoopHistory.time(day: 4).microseconds
    try await history.pool.run { db in
      let counts = try InputProblemCount.ofDataset(
        db, schema: "fold", loop: LoopHistory.name, asOfTick: tick, times: times)
      #expect(
        counts.map { "\($0.input) \($0.reason) \($0.found) \($0.count)" } == [
          "x wrong_kind string 10", "y undeclared number 2",
        ])
      #expect(Set(try InputProblemCount.all(db)) == Set(counts))
      let early = try InputProblemCount.ofDataset(
        db, schema: "fold", loop: LoopHistory.name, asOfTick: tick - 1, times: times)
      #expect(early.isEmpty)
      let backlog = try ExampleBacklog.all(db)
      #expect(backlog.map(\.loop) == [LoopHistory.name])
      #expect(backlog.map(\.open) == [0] && backlog.map(\.waitingFeedback) == [0])
      #expect(backlog.first?.clock == LoopHistory.time(day: 3.5).microseconds)
    }
  }
}
