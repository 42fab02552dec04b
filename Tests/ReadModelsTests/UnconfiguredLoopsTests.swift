import Domain
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// What comes for loops that nobody configured is told, whatever a producer calls them, and makes no names elsewhere.
@Suite(.database(migrated: true)) struct UnconfiguredLoopsTests {
  private func event(_ history: inout LoopHistory, _ type: String, loop: String, _ data: JSONValue) -> Event {
    var event = history.event(type, day: 0.1, data)
    (event.loop, event.key) = (loop, loop)
    return event
  }

  private func interaction(_ history: inout LoopHistory, loop: String) -> Event {
    event(
      &history, InteractionRecorded.type, loop: loop,
      ["interaction_id": "a", "input": [:], "output": ["label": "no", "probability": 0.5]])
  }

  @Test func aMistypedNameIsTold() async throws {
    var history = try await LoopHistory()
    #expect(try await history.pool.run { try UnconfiguredLoops.load($0) } == nil)
    try await history.append([
      interaction(&history, loop: "test.pats"), interaction(&history, loop: "other.loop"),
      event(&history, FeedbackReceived.type, loop: "test.pats", ["interaction_id": "a", "label": "no"]),
      interaction(&history, loop: LoopHistory.name),
    ])
    let found = try #require(try await history.pool.run { try UnconfiguredLoops.load($0) })
    #expect(
      found.sentence.hasPrefix(
        "2 interactions and 1 feedback of loops that are not configured: test.pats (did you mean test.past?), other.loop: "
          + "nothing is learned"), "\(found.sentence)")
    let waits = try await history.pool.run { try LoopWait.all($0) }
    let missing = waits.filter { $0.code == "not_configured" }
    #expect(missing.map(\.loop) == ["other.loop", "test.pats"] && missing.map(\.have) == [1, 2])
    #expect(missing[0].sentence.hasPrefix("1 interaction and 0 feedbacks came for this loop, and it is not configured"))
    let feedback = waits.filter { $0.thing == "feedback" }
    #expect(
      feedback.map(\.sentence) == ["1 interaction waits for feedback until its join window has passed"]
        && feedback[0].loop == LoopHistory.name)
  }

  /// However many names there are, the metrics have one, and the sentence ten.
  @Test func manyNamesMakeNoSeries() async throws {
    var history = try await LoopHistory()
    var events = (0..<40).map { interaction(&history, loop: "made.up-\($0)") }
    events.append(
      event(
        &history, RoundWaiting.type, loop: "made.up-1",
        RoundWaiting(reactor: "trainer", code: "so", sentence: "so", cause: "doors", position: 1).json))
    events.append(
      event(
        &history, RoundFailed.type, loop: "made.up-2",
        RoundFailed(tick: "doors", position: 1, stage: .seal, code: "so", sentence: "so").json))
    try await history.append(events)
    let backlog = try await history.pool.run { try Backlog.load($0) }
    #expect(Set(backlog.waits.map(\.loop)) == [LoopHistory.name, "unknown"])
    #expect(backlog.waits.filter { $0.loop == "unknown" }.map(\.count) == [40])
    #expect(Set(backlog.parked.map(\.loop) + backlog.leftOut.map(\.loop) + backlog.problems.map(\.loop)).isEmpty)
    #expect(backlog.unconfigured?.interactions == 40 && backlog.unconfigured?.count == 40)
    #expect(backlog.unconfigured?.sentence.contains("made.up-0, made.up-1,") == true)
    #expect(backlog.unconfigured?.sentence.contains("made.up-17 and 30 more: nothing") == true)
    let waits = try await history.pool.run { try LoopWait.all($0).filter { $0.loop != LoopHistory.name } }
    #expect(Set(waits.map(\.code)) == ["not_configured"])
  }

  /// What a loop waits for may be due beyond the last time that can be written.
  @Test func whatIsDueBeyondTheYear9999HasNoTime() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    let ticks = try await history.pool.run { db in
      try db.execute("UPDATE fold.tick SET time = '9999-12-31T23:00:00Z', accepted_time = '9999-12-31T23:00:00Z'")
    }
    #expect(ticks > 0)
    let seal = try #require(try await history.pool.run { try LoopWait.all($0).first { $0.thing == "seal" } })
    #expect(seal.code == "interval_running" && seal.dueAt == nil && seal.json["due_at"] == .null)
    #expect(seal.sentence.contains("due at a time beyond the year 9999"), "\(seal.sentence)")
  }
}
