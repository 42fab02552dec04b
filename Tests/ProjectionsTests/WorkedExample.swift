import Domain
import Testing
import Wire

/// The ledger of a worked example, as the comment has it: one loop, one day.
struct WorkedExample: Sendable {
  private static let loop = "test.worked"
  /// 2026-01-05, midnight.
  private static let day: Int64 = 1_767_571_200
  private static let joinWindow = 60

  private let rows: [[String: String]]
  let events: [Event]
  /// When each event was recorded, where the comment says so.
  let recorded: [Timestamp]

  /// - Parameter clock: of the loop.
  init(_ table: CommentTable, clock: LoopClock) throws {
    rows = table.rows.map { table.cells($0) }
    events = try rows.map { try WorkedExample.event($0, clock) }
    recorded = try rows.filter { $0["recorded"] != nil }.map { try WorkedExample.moment($0["recorded"]) }
  }

  /// The positions of the ticks.
  var ticks: [Int64] { rows.filter { $0["event"] == "tick" }.compactMap { $0["position"].flatMap { Int64($0) } } }

  /// The sweep of a window over the whole ledger, as the comment shows it: from the newest to the oldest, ticks at their
  /// cutoffs, each row with the least position of the ticks so far.
  /// - Parameter closed: interaction, revision and tick of what the fold closed.
  func sweep(closed: [[String]]) throws -> [[String]] {
    let tickOf = Dictionary(uniqueKeysWithValues: closed.filter { $0[1] == "0" }.map { ($0[0], $0[2]) })
    let swept = try rows.filter { ["tick", "interaction"].contains($0["event"]) }.map { row in
      let minute = try WorkedExample.minute(row["time"])
      return (minute: row["event"] == "tick" ? minute - WorkedExample.joinWindow : minute, row: row)
    }.sorted { $0.minute > $1.minute }
    var least = Int.max
    return swept.map { minute, row in
      let (id, position) = (row["interaction"] ?? "", row["position"] ?? "")
      if id.isEmpty { least = min(least, Int(position) ?? .max) }
      return [WorkedExample.time(minute), id, position, String(least), tickOf[id] ?? ""]
    }
  }

  private static func minute(_ time: String?) throws -> Int {
    let parts = try #require(time?.split(separator: ":").map { Int($0) ?? 0 })
    try #require(parts.count == 2)
    return parts[0] * 60 + parts[1]
  }

  private static func time(_ minute: Int) -> String {
    [minute / 60, minute % 60].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
  }

  private static func moment(_ time: String?) throws -> Timestamp {
    Timestamp(microseconds: (day + Int64(try minute(time)) * 60) * 1_000_000)
  }

  private static func event(_ row: [String: String], _ clock: LoopClock) throws -> Event {
    let time = try moment(row["time"])
    let (type, data) = try content(row, time, clock)
    let concernsAll = row["event"] == "adopted" || (row["event"] == "tick" && clock == .recorded)
    return Event(
      id: "e\(row["position"] ?? "")", source: "/test", type: type, subject: nil, occurredAt: time,
      loop: concernsAll ? "*" : loop, key: loop, data: Array(data.utf8))
  }

  /// The type, and the data as JSON: labels and rewards stand in it as the comment has them.
  private static func content(
    _ row: [String: String], _ time: Timestamp, _ clock: LoopClock
  ) throws -> (String, String) {
    let id = JSONValue.string(row["interaction"] ?? "").canonicalText
    switch row["event"] {
    case "adopted": return (RulesAdopted.type, #"{"rules": "doors"}"#)
    case "configured":
      let config = try config(clock)
      let data: JSONValue = ["config": config.json, "digest": .string(config.digest)]
      return (LoopConfigured.type, data.canonicalText)
    case "interaction":
      let output = #"{"label": "0", "probability": 0.6, "probabilities": {"0": 0.6, "1": 0.4}}"#
      return (InteractionRecorded.type, #"{"interaction_id": \#(id), "input": {"x": 1}, "output": \#(output)}"#)
    case "feedback":
      let reward = row["reward"].flatMap { $0.isEmpty ? nil : #", "reward": \#($0)"# } ?? ""
      return (FeedbackReceived.type, #"{"interaction_id": \#(id), "label": \#(row["label"] ?? "")\#(reward)}"#)
    case "tick": return (ClockTicked.type, #"{"time": "\#(time.text)"}"#)
    default:
      Issue.record("the comment's ledger has an event of no known kind: \(row)")
      return ("", "")
    }
  }

  private static func config(_ clock: LoopClock) throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: \(loop)
        clock: \(clock.rawValue)
        inputs: {x: numeric}
        label: {name: y, classes: ["0", "1"], positive: "1", aggregation: last, default: "0"}
        join_window: \(joinWindow)m
        default_answer: {label: "0", probabilities: {"0": 0.5, "1": 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "worked.yaml")
  }
}
