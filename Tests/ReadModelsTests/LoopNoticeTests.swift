import Domain
import Postgres
import ReactorSupport
import TestSupport
import Testing

@testable import ReadModels

/// What was sent to a loop and teaches it nothing, or nothing yet, is told in words and counted for metrics.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct LoopNoticeTests {
  private let loop = LoopHistory.name

  /// Interactions with these inputs, all at one time.
  private func interactions(
    _ history: inout LoopHistory, _ inputs: [JSONValue], day: Double, name: String
  ) -> [Event] {
    inputs.enumerated().map { index, input in
      history.event(
        InteractionRecorded.type, day: day,
        [
          "interaction_id": .string("\(name)-\(index)"), "input": input, "output": ["label": "no", "probability": 0.5],
        ])
    }
  }

  @Test func aLoopThatIsSentWhatItDeclaresHasNone() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    #expect(try await history.pool.run { try LoopNotice.all($0) } == [])
    let backlog = try await history.pool.run { try Backlog.load($0) }
    #expect(backlog.problems.isEmpty && backlog.clockDisputes == 0 && backlog.gaps.isEmpty)
  }

  @Test func tellsWhatIsWrongAndHowToMendIt() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    let wrong = interactions(
      &history, Array(repeating: ["x": "1"], count: 3) + [["x": true], ["X": 1], ["a\nb": 1]], day: 1, name: "wrong")
    let ahead = interactions(&history, [["x": 1], ["x": 2]], day: 30, name: "ahead")
    let later = history.event(
      FeedbackReceived.type, day: 9, ["interaction_id": "wrong-0", "label": "yes"])
    try await history.append(wrong + ahead + [later, history.tick(day: 2)])
    let notices = try await history.pool.run { try LoopNotice.all($0) }
    #expect(notices.allSatisfy { $0.loop == loop })
    #expect(
      notices.map(\.code) == [.wrongKind, .undeclared, .undeclared, .aheadOfClock, .feedbackWaiting])
    #expect(notices.map(\.input) == ["x", "X", "a\nb", nil, nil])
    #expect(notices.map(\.count) == [4, 1, 1, 2, 1])
    #expect(
      notices[0].sentence.hasPrefix("input \"x\" came 4 times as another kind than declared (string, boolean)"))
    #expect(notices[1].sentence.hasSuffix(#"did you mean "x"?"#))
    #expect(notices[2].sentence.contains(#"input "a\nb" came 1 time and"#), "a name is shown in one line")
    #expect(
      notices[3].sentence.hasPrefix("2 of 2 open interactions are later than the loop's clock, 2026-01-03T00:00:00Z"))
    #expect(notices[4].sentence.hasPrefix("1 feedback is dated later"))
    let backlog = try await history.pool.run { try Backlog.load($0) }
    #expect(
      backlog.problems.map { "\($0.subject) \($0.reason) \($0.count)" } == [
        "X undeclared 1", "a\nb undeclared 1", "x wrong_kind 4",
      ])
    #expect(backlog.examples.map(\.ahead) == [2] && backlog.examples.map(\.waitingFeedback) == [1])
    #expect(backlog.examples.map(\.isOccurred) == [true])
  }

  /// Names come from producers: however many there are, few are told and counted by name, wrong kinds before them.
  @Test func manyInputsAreBounded() async throws {
    let history = try await LoopHistory()
    try await history.pool.run { [loop] db in
      _ = try db.execute(
        """
        INSERT INTO fold.input_problem
        SELECT $1, '2026-01-01T00:00:00Z'::timestamptz + n / 20 * interval '1 hour', 'undeclared', 'n' || n, 'number',
          1000 + n, 1 FROM generate_series(1, 500) n
        UNION ALL SELECT $1, '2026-01-01', 'wrong_kind', 'x', 'string', 5, 1
        UNION ALL SELECT $1, '2026-01-01', 'more_undeclared', '', '', 9, 1
        """, [.text(loop)])
    }
    let (notices, backlog) = try await history.pool.run { (try LoopNotice.all($0), try Backlog.load($0)) }
    #expect(notices.count == 12)
    #expect(notices.first?.code == .wrongKind && notices.first?.count == 5)
    #expect(notices.dropFirst().prefix(9).map(\.input) == (0..<9).map { "n\(500 - $0)" })
    #expect(notices.suffix(2).map(\.code) == [.moreInputs, .moreUndeclared] && notices.last?.count == 9)
    #expect(backlog.problems.count == 22)
    #expect(backlog.problems.first { $0.reason == "wrong_kind" }?.subject == "x")
    let unnamed = backlog.problems.filter { $0.subject.isEmpty }.map { "\($0.reason) \($0.count)" }
    #expect(unnamed == ["more_undeclared 9", "undeclared \((1...481).map { 1000 + $0 }.reduce(0, +))"])
  }

  /// On the recorded clock an interaction that says it occurred long ago makes no example, and that is told.
  @Test func implausibleTimesAreTold() async throws {
    let history = try await LoopHistory()
    try await history.pool.run { [loop] db in
      _ = try db.execute(
        """
        INSERT INTO fold.interaction (loop, interaction_id, position, recorded_at, occurred_at, source, generation, input,
          output, usable, time_implausible, implausible_as_recorded)
        SELECT $1, 'i' || n, 100 + n, now(), '1970-01-01', '/test', 0, '{}', '{}', true, n < 3, true
        FROM generate_series(1, 3) n
        """, [.text(loop)])
      try db.script(
        "INSERT INTO fold.fold_error SELECT 100 + n, 'interaction', 'time_implausible', 'x' FROM generate_series(1, 3) n"
      )
    }
    let notices = try await history.pool.run { try LoopNotice.all($0) }
    #expect(notices.map(\.code) == [.timeImplausible] && notices.map(\.count) == [2], "the third has healed")
    #expect(notices.first?.sentence.contains("occurred_at") == true)
  }

  @Test func whatKafkaLostIsCountedByTopic() async throws {
    try await Database.current.pool.run { db in
      try db.script(
        """
        INSERT INTO ledger.incarnation (topic, reason, closed_at) VALUES ('b', 'test', now()), ('a', 'test', NULL), ('b', 'test', NULL);
        INSERT INTO ledger.ingest_gap VALUES (1, 0, 0, 5), (2, 0, 7, 8), (3, 0, 0, 10), (3, 1, 2, 4);
        INSERT INTO ledger.clock_dispute VALUES ('one', now(), now(), '1 hour'), ('gone', now(), now() - interval '1 hour', '1 hour');
        UPDATE ledger.head SET recorded_at = now() + interval '1 hour'
        """)
    }
    let backlog = try await Database.current.pool.run { try Backlog.load($0) }
    #expect(backlog.gaps.map { "\($0.topic) \($0.holes) \($0.offsets)" } == ["a 1 1", "b 3 17"])
    #expect(backlog.clockDisputes == 1)
    #expect(((3_590_000_000)...(3_600_000_000)).contains(backlog.headLead ?? 0))
  }
}
