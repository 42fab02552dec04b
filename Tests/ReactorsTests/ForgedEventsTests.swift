import ArchiverSupport
import Domain
import Execution
import Ledger
import Postgres
import Projections
import ReadModels
import TestSupport
import Testing
import Wire

/// Well-formed control events of every type that cannot be true, sent through a real broker before a round and in its
/// midst: the next round of the loop comes to its end all the same, on either clock.
@Suite(.broker, .database(migrated: true), .timeLimit(.minutes(10)))
struct ForgedEventsTests {
  private static func config(_ name: String, clock: LoopClock) throws -> LoopConfig {
    let (window, day) = clock == .occurred ? ("10m", "1d") : ("1s", "1s")
    return try LoopFile.parse(
      Array(
        """
        name: \(name)
        clock: \(clock.rawValue)
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes}
        join_window: \(window)
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: \(day), minimum_examples: 30, validation: \(day), holdout: \(day)}
        gate: {metric: log_loss, minimum_examples: 10}
        release: {trial: 0d}
        learner: {kind: mlp, settings: {hidden: [8], epochs: 12, batch_size: 16, learning_rate: 0.02, dropout: 0}}
        """.utf8), name: "forged.yaml")
  }

  /// Interactions with their feedback; the label is the sign of x.
  private static func rows(_ loop: String, _ range: Range<Int>, at time: (Int) -> Timestamp) -> [Event] {
    range.flatMap { number -> [Event] in
      let x = Double((number * 7919) % 2000) / 1000 - 1
      let id = JSONValue.string("i\(number)")
      let given: [(String, JSONValue)] = [
        (
          InteractionRecorded.type,
          [
            "interaction_id": id, "input": ["x": .number(x)], "generation": 0,
            "output": ["label": "no", "probability": 0.5, "probabilities": ["no": 0.5, "yes": 0.5]],
          ]
        ), (FeedbackReceived.type, ["interaction_id": id, "label": x > 0 ? "yes" : "no"]),
      ]
      return given.map { type, data in
        Event(
          id: "\(type) \(number)", source: "/true", type: type, occurredAt: time(number), loop: loop,
          key: "\(loop)/i\(number)", data: Array(data.canonicalText.utf8))
      }
    }
  }

  /// How many rounds of a loop have come to a verdict by the reactors' own events.
  private static func verdicts(_ events: [LedgerEvent]) throws -> Set<String> {
    Set(
      try events.filter { $0.type == VerdictReached.type && $0.source == "/millrace/evaluator" }.map {
        try $0.decoded(as: VerdictReached.self).datasetID
      })
  }

  @Test(arguments: [LoopClock.occurred, .recorded]) func theNextRoundCompletes(clock: LoopClock) async throws {
    let (loop, config) = ("test.forged", try Self.config("test.forged", clock: clock))
    try await LiveWheel.run(ticks: TimeSpan(microseconds: clock == .recorded ? 500_000 : 3_600_000_000)) { wheel in
      let forged = ForgedEvents(seed: clock == .occurred ? 1 : 2)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await Self.forge(forged, loop, config, on: wheel) }
        defer { tasks.cancelAll() }
        // Some of them come before the loop.
        try await eventually("lies have come") { try await wheel.control(loop).count > 4 }
        try await wheel.settle([
          Event(
            LoopConfigured(config: config, digest: config.digest), id: "configured", source: "/true", subject: nil,
            occurredAt: Timestamp(microseconds: 1_767_225_600_000_000), loop: loop, key: loop)
        ])
        switch clock {
        case .occurred: try await Self.play(loop, on: wheel)
        case .recorded: try await Self.live(loop, on: wheel)
        }
      }
    }
    try await check(loop)
  }

  /// Four days on an occurred clock, each tick sent when what precedes it is durable.
  private static func play(_ loop: String, on wheel: LiveWheel) async throws {
    var last: String?
    for day in 0..<4 {
      func time(_ minutes: Int) -> Timestamp {
        Timestamp(microseconds: 1_767_225_600_000_000 + Int64(day * 1440 + minutes) * 60_000_000)
      }
      try await wheel.settle(rows(loop, day * 60..<day * 60 + 60) { time(($0 - day * 60) * 20) })
      let tick = Event.tick(loop: loop, time: time(1439), follows: last, source: "/true")
      last = tick.id
      try await wheel.settle([tick])
      try await eventually("the rounds by day \(day)") { try verdicts(await wheel.control(loop)).count >= day }
    }
  }

  /// Rows as they come, until two rounds are over.
  private static func live(_ loop: String, on wheel: LiveWheel) async throws {
    var number = 0
    try await eventually("two rounds") {
      let now = Timestamp(microseconds: WallClock.microseconds)
      try await wheel.settle(rows(loop, number..<number + 5) { _ in now })
      number += 5
      return try verdicts(await wheel.control(loop)).count >= 2
    }
  }

  /// Sends lies about what the ledger has by then, until cancelled or all of them are sent.
  private static func forge(
    _ forged: ForgedEvents, _ loop: String, _ config: LoopConfig, on wheel: LiveWheel
  ) async throws {
    var forged = forged
    let encoder = CloudEventEncoder(contract: try Archiving.contract())
    var (sets, seen) = (0, -1)
    while !Task.isCancelled, sets < 10 {
      let known = try await wheel.control(loop)
      // At each step of a round, and some besides.
      let own = known.count { $0.source.hasPrefix("/millrace/") }
      guard own != seen || sets < 3 else {
        try await Task.sleep(for: .milliseconds(10))
        continue
      }
      seen = own
      sets += 1
      try await Archiving.send(try forged.some(loop, config: config, known: known).map { try encoder.encode($0) })
    }
  }

  private func check(_ loop: String) async throws {
    try await Database.current.pool.run { db in
      func texts(_ sql: String) throws -> [String] { try db.query(sql).map { try $0.text(0) } }
      let tried = try texts(
        """
        SELECT split_part(event_id, ' ', 2) FROM ledger.event WHERE source = '\(ForgedEvents.source)'
        UNION SELECT split_part(event_id, ' ', 2) FROM ledger.parked WHERE source = '\(ForgedEvents.source)' ORDER BY 1
        """)
      #expect(tried == ForgedEvents.types)
      #expect(try texts("SELECT reason || ' ' || detail FROM fold.fold_error WHERE reason = 'fold_raised'") == [])
      #expect(try texts("SELECT reactor || ' ' || reason FROM reactor.retry") == [])
      // Nothing of what the loop came to is of a forged event. To resume a loop that runs leaves a row, and changes nothing.
      let tables = [
        ("loop_version", "position"), ("dataset_request", "position"), ("dataset", "position"),
        ("run", "started_position"), ("run", "finished_position"), ("model", "position"),
        ("verdict", "started_position"), ("verdict", "position"), ("verdict_revision", "position"),
        ("champion_history", "position"), ("round_failed", "position"), ("round_waiting", "position"),
      ]
      for (table, column) in tables {
        let forged = try texts(
          """
          SELECT e.event_id || ' ' || e.data::text FROM fold.\(table) x JOIN ledger.event e ON e.position = x.\(column)
          WHERE e.source = '\(ForgedEvents.source)' AND e.loop = '\(loop)' AND e.type <> '\(LoopResumed.type)'
          """)
        #expect(forged == [], "\(table).\(column)")
      }
      #expect(try texts("SELECT event_id FROM fold.tick WHERE time > now() + interval '1 day'") == [])
      // Whether a round promotes depends on the rows that had come by then; what serves is what a verdict promoted.
      let champions = try ChampionChange.all(db, loop: loop)
      let promoting = try texts("SELECT challenger FROM fold.verdict WHERE loop = '\(loop)' AND outcome = 'promote'")
      #expect(Set(champions.map(\.modelID)) == Set(promoting))
      #expect(try LeftOutEvents.load(db) == nil)
      let group = try ProjectionGroup(name: "core", directory: Archiving.home + "/projections/core")
      let one = ProjectionFold(group: group, schema: "one_by_one")
      try one.prepare(db)
      while try one.step(db, limit: 1).count > 0 {}
      #expect(try one.checksums(db) == LiveProjections(group: group).live.checksums(db))
    }
  }
}
