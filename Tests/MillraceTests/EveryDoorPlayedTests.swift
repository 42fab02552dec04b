import Domain
import Foundation
import Postgres
import TestSupport
import Testing
import Wire

/// The cases that `EveryDoorTests` gives to HTTP and to Kafka, as files that the real program plays: what comes out is
/// the same, and what is refused there is left out here, with the line and a reason.
@Suite(.serialized)
struct EveryDoorPlayedTests {
  enum Format: String, CaseIterable, Sendable { case csv, jsonl }

  /// What the read models have of a row.
  private struct Kept: Equatable {
    var input: String
    var occurredAt: Int64
    /// As feedback, and in the example; nil: there is none.
    var labels: [String?]
  }

  private static let loop = """
    name: test.simulated
    clock: occurred
    wrong_kind: reject
    inputs: {k: text, n: numeric, t: text}
    label: {name: y}
    join_window: 1h
    default_answer: {label: "no", probabilities: {"no": 1}}
    sealing: {every: 3660d, minimum_examples: 100000, validation: 1d, holdout: 1d}
    learner: {kind: mlp}
    """

  @Test(arguments: Format.allCases) func rowsAreTheSame(format: Format) async throws {
    let cases = DoorCase.generated(format == .csv ? 90 : 80, seed: format == .csv ? 4_711 : 815).filter {
      format == .jsonl || $0.csvLabel != nil
    }
    let simulation = try Simulation()
    defer { simulation.remove() }
    try Data(Self.loop.utf8).write(to: URL(filePath: simulation.path("loop.yaml")))
    let lines = cases.enumerated().map { number, one in format == .csv ? one.csvLine(number) : one.jsonLine(number) }
    let header = format == .csv ? ["time,k,n,t,label"] : []
    let file = simulation.path("data.\(format.rawValue)")
    try Data((header + lines).map { $0 + "\n" }.joined().utf8).write(to: URL(filePath: file))
    let process = try simulation.launch([
      "simulate", "--loop", simulation.path("loop.yaml"), "--data", file, "--time", "time", "--label", "label",
      "--delay", "0s", "--limit-errors", "1000", "--report", simulation.path("report.json"),
    ])
    try await simulation.finish(process)

    // What is refused, by line.
    let report = try simulation.report()
    var leftOut: [Int: String] = [:]
    for row in report["rows"]?["left_out_rows"]?.array ?? [] {
      leftOut[Int(row["line"]?.integer ?? 0) - 1 - header.count] = row["code"]?.string.map {
        $0.hasPrefix("json_") ? "json" : $0
      }
    }
    for (number, one) in cases.enumerated() {
      #expect(leftOut[number] == one.refusal(format), "\(one)")
    }
    #expect(leftOut.count > 10 && cases.count - leftOut.count > 10)

    let kept = try await simulation.withDatabase { pool in
      try await pool.run { db in
        try db.query(
          """
          SELECT (i.input->>'k')::int, e.data::text, i.occurred_at, f.label, j.label
          FROM fold.interaction i JOIN ledger.event e USING (position)
          LEFT JOIN fold.feedback f ON f.loop = i.loop AND f.interaction_id = i.interaction_id
          LEFT JOIN fold.joined_example j ON j.loop = i.loop AND j.interaction_id = i.interaction_id
          """
        ).reduce(into: [Int: Kept]()) { kept, row in
          kept[try row.int(0)] = Kept(
            input: try JSONReader.parse(try row.text(1))["input"]?.sentText ?? "",
            occurredAt: try row.timestampMicros(2), labels: [try row.optionalText(3), try row.optionalText(4)])
        }
      }
    }
    for (number, one) in cases.enumerated() {
      guard one.refusal(format) == nil, let moment = one.moment else {
        #expect(kept[number] == nil, "\(one)")
        continue
      }
      let right = Kept(
        input: one.keyed(number), occurredAt: moment.microseconds, labels: [one.className, one.className])
      #expect(kept[number] == right, "\(one)")
    }
  }
}

extension DoorCase {
  private var token: String { input.dropFirst(5).split(separator: ",", maxSplits: 1).first.map(String.init) ?? "" }
  private var words: String { String(input.split(separator: "\"t\":\"", maxSplits: 1)[1].dropLast(2)) }

  /// The input with the case's number.
  fileprivate func keyed(_ number: Int) -> String { "{\"k\":\"\(number)\",\(input.dropFirst())" }

  /// The label as a cell; nil where a cell cannot say it.
  fileprivate var csvLabel: String? {
    switch label.first {
    case "\"": label
    case "[", "{": nil
    case "n": ""
    // What is no number as JSON is a text as a cell.
    default: className == nil ? nil : label
    }
  }

  fileprivate func csvLine(_ number: Int) -> String {
    "\(occurredAt),\(number),\(token),\"\(words)\",\(csvLabel ?? "")"
  }

  fileprivate func jsonLine(_ number: Int) -> String {
    "{\"time\":\"\(occurredAt)\",\"k\":\"\(number)\",\"n\":\(token),\"t\":\"\(words)\",\"label\":\(label)}"
  }

  /// The code by which a file's row is left out; nil: it is played. The first that is wrong, in the order of reading.
  fileprivate func refusal(_ format: EveryDoorPlayedTests.Format) -> String? {
    if format == .jsonl, (try? JSONReader.parse(Array(jsonLine(0).utf8))) == nil { return "json" }
    if moment == nil { return "time" }
    if label.first != "n", className == nil { return label.first == "\"" ? "label_too_long" : "label_kind" }
    return isNumber ? nil : "wrong_kind"
  }
}
