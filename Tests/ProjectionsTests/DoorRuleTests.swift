import Domain
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// What inputs, labels and the order of feedback come to by the rules "doors", held against the program's own code.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct DoorRuleTests {
  private var pool: PostgresPool { Database.current.pool }

  /// - Parameter closing: recorded when its own time is.
  private func fold(_ events: [Event], closing: Event? = nil, _ question: String) async throws -> [[String]] {
    let group = try History.group()
    return try await pool.run { db in
      try History.append(db, events)
      if let closing {
        try History.append(db, [closing], recordedAt: Timestamp(microseconds: 1_900_000_000_000_000))
      }
      let fold = ProjectionFold(group: group, schema: "doors")
      try fold.prepare(db)
      while try fold.step(db, limit: 37).count > 0 {}
      return try db.query(question).map { row in
        try (0..<row.count).map { try row.optionalText($0) ?? "" }
      }
    }
  }

  private func raw(_ number: Int, _ type: String, at minute: Int? = nil, _ data: String) -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil, occurredAt: History.time(minute ?? number),
      loop: "demo.law", key: "demo.law", data: Array(data.utf8))
  }

  private func configured(_ lines: String) throws -> Event {
    let config = try LoopFile.parse(
      Array(
        """
        name: demo.law
        join_window: 20m
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        \(lines)
        """.utf8), name: "law.yaml")
    let data: JSONValue = ["config": config.json, "digest": .string(config.digest)]
    return raw(0, LoopConfigured.type, data.canonicalText)
  }

  /// A label counts in SQL as `ClassName` says.
  @Test(arguments: [1, 2] as [UInt64]) func labelsCountAsTheirClasses(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let tokens = (0..<150).map { _ in DoorRuleTests.token(&random) }
    let events =
      [
        try configured(
          """
          clock: occurred
          inputs: {x: numeric}
          label: {name: y}
          default_answer: {label: "0", probabilities: {"0": 1}}
          """)
      ]
      + tokens.enumerated().map { index, token in
        raw(index + 1, FeedbackReceived.type, #"{"interaction_id": "i", "label": \#(token)}"#)
      }
    let labels = try await fold(events, "SELECT label FROM doors.feedback ORDER BY position")
    for (token, label) in zip(tokens, labels) {
      let expected = ClassName.of(try JSONReader.parse(Array(token.utf8)))
      #expect(label == [expected], "\(token)")
    }
    #expect(labels.count == tokens.count)
  }

  /// A JSON number, text or boolean.
  private static func token(_ random: inout SplitMix) -> String {
    func digits(_ count: UInt64) -> String { (0..<count).map { _ in String(random.next() % 10) }.joined() }
    switch random.next() % 6 {
    case 0: return ["true", "false", #""1.0""#, #""01""#, #""é""#, #""e\u0301""#, #""""#][Int(random.next() % 7)]
    case 1: return "-0." + String(repeating: "0", count: Int(random.next() % 4)) + "0"
    default:
      let whole = String(random.next() % 10) == "0" ? "0" : "\(1 + random.next() % 9)\(digits(random.next() % 20))"
      let fraction = random.next() % 2 == 0 ? "" : ".\(digits(random.next() % 8))0"
      let exponent = random.next() % 2 == 0 ? "" : "e\(["", "+", "-"][Int(random.next() % 3)])\(random.next() % 30)"
      return (random.next() % 3 == 0 ? "-" : "") + whole + fraction + exponent
    }
  }

  /// Of several labels one is made as the rules say, on either clock.
  @Test(arguments: ["first", "last", "majority"], [LoopClock.occurred, .recorded])
  func severalLabelsMakeOne(aggregation: String, clock: LoopClock) async throws {
    var random = SplitMix(state: clock == .occurred ? 7 : 8)
    var events = [
      try configured(
        """
        clock: \(clock.rawValue)
        times: {before: 3660d, after: 3660d}
        inputs: {x: numeric}
        label: {name: y, classes: [a, b, c], aggregation: \(aggregation)}
        default_answer: {label: a, probabilities: {a: 1}}
        """)
    ]
    var given: [String: [(time: Int, label: String)]] = [:]
    for number in 0..<40 {
      events.append(
        raw(
          events.count, InteractionRecorded.type, at: 100,
          #"{"interaction_id": "i\#(number)", "input": {}, "output": {"label": "a", "probability": 1}}"#))
    }
    for _ in 0..<250 {
      let (id, time) = ("i\(random.next() % 40)", 90 + Int(random.next() % 25))
      let label = ["a", "b", "c"][Int(random.next() % 3)]
      given[id, default: []].append((clock == .occurred ? max(time, 100) : 0, label))
      events.append(
        raw(events.count, FeedbackReceived.type, at: time, #"{"interaction_id": "\#(id)", "label": "\#(label)"}"#))
    }
    // Behind every time that was recorded.
    let tick = #"{"time": "\#(Timestamp(microseconds: 1_900_000_000_000_000).text)"}"#
    var closing = raw(events.count, ClockTicked.type, tick)
    if clock == .recorded { closing.loop = "*" }
    let found = try await fold(
      events, closing: closing, "SELECT interaction_id, label FROM doors.joined_example ORDER BY interaction_id")
    #expect(found.count == 40)
    for row in found {
      // In order of their times; where these are equal, in the order of the ledger.
      let ordered = (given[row[0]] ?? []).enumerated()
        .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.label)
      let counts = Dictionary(grouping: ordered, by: { $0 }).mapValues(\.count)
      let most = counts.values.max() ?? 0
      let expected =
        switch aggregation {
        case "first": ordered.first
        case "last": ordered.last
        default: ordered.last { counts[$0] == most }
        }
      #expect(row[1] == expected ?? "", "\(row[0]): \(ordered)")
    }
  }

  /// What is a time is told alike by SQL and by `RFC3339`.
  @Test func timesAreReadAlike() async throws {
    var random = SplitMix(state: 3)
    let texts = (0..<4000).map { _ in DoorRuleTests.time(&random) }
    let told = try await pool.run { db in
      try db.query(
        "SELECT ledger.is_time(t) FROM unnest($1::text[]) WITH ORDINALITY AS x(t, n) ORDER BY n", [.textArray(texts)]
      ).map { try $0.bool(0) }
    }
    #expect(told.count == texts.count)
    for (text, isTime) in zip(texts, told) {
      var text = text
      let expected = text.withUTF8 { (try? RFC3339($0)) != nil }
      #expect(isTime == expected, "\(text)")
    }
    #expect(told.count { $0 } > 200)
    #expect(told.count { !$0 } > 200)
  }

  private static func time(_ random: inout SplitMix) -> String {
    func pick(_ values: [String]) -> String { values[Int(random.next() % UInt64(values.count))] }
    let date = pick([
      "2026-01-31", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2026-04-31", "2026-12-00", "2026-13-01",
      "0001-01-01", "0000-12-31", "9999-12-31", "2026-1-01", "2026-06-30",
    ])
    let clock = pick(["00:00:00", "23:59:59", "23:59:60", "12:30:60", "24:00:00", "00:60:00", "09:05:07", "15:59:00"])
    let fraction = pick(["", "", ".5", ".", ".999999", ".9999999", "." + String(repeating: "1", count: 50), ".1a"])
    let offset = pick([
      "Z", "z", "", "+00:00", "-00:00", "+15:59", "-15:59", "+16:00", "+5:00", "+05:60", "Z ", "-00:01",
    ])
    return date + pick(["T", "T", "t", " ", "_"]) + clock + fraction + offset
  }
}
