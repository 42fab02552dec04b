import Domain
import Testing
import Wire

/// The ledger of the worked example, as the comment has it: one loop, one day.
struct WorkedExample: Sendable {
  private static let loop = "test.worked"
  /// 2026-01-05, midnight.
  private static let day: Int64 = 1_767_571_200
  private static let joinWindow = 60

  private let rows: [[String: String]]
  let events: [Event]

  init(_ table: CommentTable) throws {
    rows = table.rows.map { table.cells($0) }
    events = try rows.map { try WorkedExample.event($0) }
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

  private static func event(_ row: [String: String]) throws -> Event {
    let time = Timestamp(microseconds: (day + Int64(try minute(row["time"])) * 60) * 1_000_000)
    let (type, data) = try content(row, time)
    return Event(
      id: "e\(row["position"] ?? "")", source: "/test", type: type, subject: nil, occurredAt: time, loop: loop,
      key: loop, data: Array(data.canonicalText.utf8))
  }

  private static func content(_ row: [String: String], _ time: Timestamp) throws -> (String, JSONValue) {
    let id = JSONValue.string(row["interaction"] ?? "")
    switch row["event"] {
    case "configured":
      let config = try config()
      return (LoopConfigured.type, ["config": config.json, "digest": .string(config.digest)])
    case "interaction":
      return (
        InteractionRecorded.type,
        [
          "interaction_id": id, "input": ["x": 1],
          "output": ["label": "no", "probabilities": ["no": 0.6, "yes": 0.4]],
        ]
      )
    case "feedback":
      var data: JSONValue = ["interaction_id": id, "label": .string(row["label"] ?? "")]
      if let reward = row["reward"].flatMap({ Double($0) }) { data = data.overlaid(with: ["reward": .number(reward)]) }
      return (FeedbackReceived.type, data)
    case "tick": return (ClockTicked.type, ["time": .string(time.text)])
    default:
      Issue.record("the comment's ledger has an event of no known kind: \(row)")
      return ("", nil)
    }
  }

  private static func config() throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: \(loop)
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes, aggregation: last, default: no}
        join_window: \(joinWindow)m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "worked.yaml")
  }
}
