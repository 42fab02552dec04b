import Domain
import Postgres
import TestSupport
import Wire

/// Random histories of two loops, one on each clock, with all that the rules "doors" are about: inputs and times that
/// nobody would expect, labels in many forms, feedback out of order, clocks that jump, configurations that change, and
/// the adoption of the rules at some position or nowhere.
struct DoorHistory: Sendable {
  static let loops = ["demo.law", "demo.live"]

  private(set) var events: [Event] = []
  /// When each event is recorded, in minutes.
  private(set) var recorded: [Int] = []
  private var random: SplitMix
  /// By how many minutes the host's clock is ahead.
  private var ahead = 0

  /// - Parameter mark: index of the adoption; nil: there is none.
  init(seed: UInt64, count: Int, mark: Int?) throws {
    random = SplitMix(state: seed)
    for number in 0..<count {
      if one(in: 90) { ahead = [0, 0, 600_000, 30][choice(4)] }
      recorded.append(max(recorded.last ?? 0, number + ahead + (one(in: 4) ? 1 : 0)))
      events.append(number == mark ? adoption(number) : try event(number))
    }
  }

  private mutating func choice(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
  private mutating func one(in count: Int) -> Bool { choice(count) == 0 }
  private mutating func pick<Value>(_ values: [Value]) -> Value { values[choice(values.count)] }

  private func adoption(_ number: Int) -> Event { .adoption(of: .doors, now: History.time(number)) }

  private func raw(_ number: Int, _ type: String, at minute: Int, loop: String, _ json: String) -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil, occurredAt: History.time(minute), loop: loop,
      key: loop, data: Array(json.utf8))
  }

  private mutating func event(_ number: Int) throws -> Event {
    if number < 2 { return try configured(number, DoorHistory.loops[number], number == 0 ? .occurred : .recorded) }
    let loop = pick(DoorHistory.loops)
    let id = "i\(choice(max(1, events.count / 3 + 10)))"
    let minute = number + pick([0, 0, 0, 0, -3, 3, -15, 15, -90, 90, -300, 300, 600_000, -600_000])
    switch choice(100) {
    case 0..<42:
      let generation = pick(["0", "1", "1.0", "2e0"])
      let output = #"{"label": "0", "probability": 0.6, "probabilities": {"0": 0.6, "1": 0.4}}"#
      return raw(
        number, InteractionRecorded.type, at: minute, loop: loop,
        #"{"interaction_id": "\#(id)", "input": \#(input()), "output": \#(output), "generation": \#(generation)}"#)
    case 42..<72:
      let reward = one(in: 3) ? #", "reward": \#(pick(["1", "0.5", "1e-300", "-2"]))"# : ""
      let label = one(in: 10) && !reward.isEmpty ? "" : #", "label": \#(label())"#
      return raw(
        number, FeedbackReceived.type, at: minute, loop: loop, #"{"interaction_id": "\#(id)"\#(label)\#(reward)}"#)
    case 72..<96:
      let time = History.time(number + (one(in: 50) ? 144_000 : pick([0, 0, ahead, ahead, -5, 2, 10, -40])))
      let ticked = pick(["*", DoorHistory.loops[0]])
      return raw(number, ClockTicked.type, at: number, loop: ticked, #"{"time": "\#(time.text)"}"#)
    case 96, 97:
      let usual: LoopClock = loop == DoorHistory.loops[0] ? .occurred : .recorded
      return try configured(number, loop, one(in: 4) ? pick([.occurred, .recorded]) : usual)
    default:
      return raw(number, pick([LoopPaused.type, LoopResumed.type]), at: number, loop: loop, "{}")
    }
  }

  private mutating func label() -> String {
    pick([#""0""#, #""1""#, "1", "1.0", "1e0", "0", "-0.0", "0.10e1", #""1.0""#, #""maybe""#, "true"])
  }

  private mutating func input() -> String {
    let good = [
      "x": ["1", "2.5", "1e3", "null"], "c": [#""a""#, "1.0", "true", "null"], "t": [#""hello""#, "null"],
      "w": [#""2026-01-01T00:00:00Z""#, #""2024-02-29T23:59:60+02:00""#, "null"],
    ]
    let bad = [
      "x": [#""1""#, "true", "[1]", "[null]", "{}"], "c": ["[1]", #"{"a": 1}"#, #"["a"]"#], "t": ["1", #"["x"]"#],
      "w": [#""yesterday""#, "1", #""2023-02-29T00:00:00Z""#, #"["2026-01-01T00:00:00Z"]"#],
    ]
    var members = ["x", "c", "t", "w"].filter { _ in !one(in: 10) }.map { name in
      #""\#(name)": \#(pick((one(in: 8) ? bad : good)[name] ?? ["null"]))"#
    }
    if one(in: 6) { members.append(#""u\#(choice(60))": \#(pick(["1", "null", #""s""#]))"#) }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private mutating func configured(_ number: Int, _ loop: String, _ clock: LoopClock) throws -> Event {
    let wrongKind = one(in: 3) ? "" : "wrong_kind: \(pick(["reject", "missing"]))"
    let times = one(in: 3) ? "" : "times: {before: 2h, after: 5m}"
    let fallback = one(in: 3) ? "" : #", default: "0""#
    let aggregation = pick(["first", "last", "majority"])
    let config = try LoopFile.parse(
      Array(
        """
        name: \(loop)
        clock: \(clock.rawValue)
        inputs: {x: numeric, c: category, t: text, w: time}
        label: {name: y, classes: ["0", "1"], positive: "1", aggregation: \(aggregation)\(fallback)}
        join_window: 20m
        default_answer: {label: "0", probabilities: {"0": 0.5, "1": 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        \(wrongKind)
        \(times)
        """.utf8), name: "law.yaml")
    let data: JSONValue = ["config": config.json, "digest": .string(config.digest)]
    return raw(number, LoopConfigured.type, at: number, loop: loop, data.canonicalText)
  }

  /// Puts it into the test's ledger, in batches of four events at most.
  func append(_ db: PostgresSession) throws {
    var start = 0
    while start < events.count {
      let end = recorded[start...].prefix(4).firstIndex { $0 != recorded[start] } ?? min(start + 4, events.count)
      try History.append(db, Array(events[start..<end]), recordedAt: History.time(recorded[start]))
      start = end
    }
  }
}
