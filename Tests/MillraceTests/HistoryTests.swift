import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import Postgres
import Testing
import Wire

/// What the auditor asks of a finished history, on the real program: why, from what, the same again, and what if.
@Suite(.serialized)
struct HistoryTests {
  private func json(_ simulation: Simulation, _ arguments: [String]) async throws -> JSONValue {
    let (status, output) = try await simulation.command(arguments)
    try #require(status == 0, "\(arguments.joined(separator: " ")): \(output)")
    return try JSONReader.parse(Array(output.trimmingCharacters(in: .whitespacesAndNewlines).utf8))
  }

  private func post(_ address: String, _ path: String, _ body: JSONValue) async throws {
    var request = HTTPClientRequest(url: address + path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: Array(body.canonicalText.utf8)))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(150))
    try #require((200..<300).contains(Int(response.status.code)), "\(path): \(response.status)")
  }

  private func get(_ address: String, _ path: String, accept: String) async throws -> String {
    var request = HTTPClientRequest(url: address + path)
    request.headers.add(name: "accept", value: accept)
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(150))
    try #require(response.status == .ok, "\(path): \(response.status)")
    return String(buffer: try await response.body.collect(upTo: 1 << 20))
  }

  @Test func explainsReproducesAndAsksWhatIf() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let report = try await simulation.run()
    let (process, address) = try await simulation.up()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let database = try PostgresConfiguration(
      String(decoding: FileManager.default.contents(atPath: simulation.path("data/database")) ?? Data(), as: UTF8.self))
    let pool = PostgresPool(configuration: database, size: 1)
    let (runs, champion, interaction) = try await pool.run { db in
      (
        try db.query("SELECT run_id FROM millrace.run WHERE state = 'completed' ORDER BY started_position").map {
          try $0.text(0)
        },
        try #require(try db.query("SELECT model_id FROM millrace.champion_history ORDER BY generation DESC").first)
          .text(0),
        try #require(
          try db.query(
            "SELECT interaction_id FROM millrace.interaction WHERE generation = 1 ORDER BY position LIMIT 1"
          ).first
        ).text(0)
      )
    }
    #expect(runs.count >= 3)

    // Why.
    let why = try await json(simulation, ["explain", interaction, "--json"])
    #expect(why["interaction"]?["model_id"] == report["champions"]?.array?.first)
    #expect(why["promotion"]?["generation"]?.integer == 1)
    #expect(why["verdict"]?["outcome"]?.string == "promote")
    #expect(why["verdict"]?["verdict_id"] == why["promotion"]?["verdict_id"])
    #expect(why["gate"]?["metric"]?.string == "log_loss")
    #expect(why["run"]?["dataset_id"] == why["dataset"]?["dataset_id"])
    #expect(why["feedback"]?.array?.count == 1)
    #expect(why["would_answer_now"]?["model"]?.string == champion)
    let (_, text) = try await simulation.command(["explain", interaction])
    for part in [
      "The answer", "The promotion that put it there", "The verdict behind it", "What would be answered now",
    ] {
      #expect(text.contains(part))
    }
    let page = simulation.path("why.html")
    #expect(try await simulation.command(["explain", interaction, "--html", page]).status == 0)
    #expect(
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: page)), as: UTF8.self).contains("<h2>The answer"))
    let unknown = try await simulation.command(["explain", "nobody"])
    #expect(unknown.status != 0 && unknown.output.contains("nobody"))

    let served = try await get(address, "/v1/interactions/\(interaction)/explanation", accept: "application/json")
    #expect(try JSONReader.parse(Array(served.utf8)) == why)
    #expect(
      try await get(address, "/v1/interactions/\(interaction)/explanation?loop=test.simulated", accept: "text/html")
        .hasPrefix("<!doctype html>"))

    // The same again, also after other events have arrived.
    for run in runs.dropLast(max(0, runs.count - 2)) {
      #expect(try await json(simulation, ["reproduce", run, "--bitwise", "--json"])["bitwise_equal"]?.bool == true)
    }
    for number in 0..<20 {
      try await post(
        address, "/v1/loops/test.simulated/decide",
        [
          "interaction_id": .string("later-\(number)"), "occurred_at": "2026-01-10T00:00:00Z",
          "input": ["x": 0.25, "c": "a"],
        ])
      try await post(
        address, "/v1/feedback",
        ["loop": "test.simulated", "interaction_id": .string("later-\(number)"), "label": "yes"])
    }
    while try await pool.run({
      try $0.query("SELECT count(*) FROM millrace.feedback WHERE interaction_id LIKE 'later-%'").first?.int(0) != 20
    }) { try await Task.sleep(for: .milliseconds(50)) }
    for run in runs {
      #expect(try await json(simulation, ["reproduce", run, "--bitwise", "--json"])["bitwise_equal"]?.bool == true)
    }

    // From what.
    let lineage = try await json(simulation, ["lineage", champion, "--format", "json"])
    #expect(lineage["nodes"]?.array?.contains { $0["id"]?.string == champion } == true)
    let (_, events) = try await simulation.command(["lineage", champion, "--format", "openlineage"])
    for line in events.split(separator: "\n") {
      let event = try JSONReader.parse(Array(line.utf8))
      #expect(UUID(uuidString: event["run"]?["runId"]?.string ?? "") != nil)
      #expect(event["eventType"]?.string == "COMPLETE" && event["outputs"]?.array?.count == 1)
    }
    #expect(try await simulation.command(["lineage", champion, "--format", "svg"]).output.hasPrefix("<svg"))

    // What if: the same gate gives the same champions, one that nothing passes gives none.
    func champions(
      _ gate: String, _ more: [String] = []
    ) async throws -> (actual: [JSONValue], other: [JSONValue], whole: JSONValue) {
      let file = simulation.path("gate.yaml")
      try Data(gate.utf8).write(to: URL(fileURLWithPath: file))
      let answer = try await json(simulation, ["whatif", "--loop", "test.simulated", "--gate", file, "--json"] + more)
      func models(_ name: String) -> [JSONValue] { (answer[name]?.array ?? []).map { $0["model"] ?? .null } }
      return (models("actual"), models("counterfactual"), answer)
    }
    let same = try await champions(
      "{metric: log_loss, confidence: 0.95, minimum_improvement: -0.02, minimum_examples: 50}\n")
    #expect(same.actual == same.other)
    #expect(same.actual.dropFirst().elementsEqual(report["champions"]?.array ?? []))
    let strict = try await champions("gate: {metric: log_loss, minimum_improvement: 5, minimum_examples: 50}\n")
    #expect(strict.other == [.null])
    #expect((strict.whole["periods"]?.array ?? []).allSatisfy { $0["counterfactual"]?["n"] == $0["actual"]?["n"] })
    // What was decided before a moment stands.
    let strictGate = "{metric: log_loss, minimum_improvement: 5, minimum_examples: 50}\n"
    let past = try await champions(strictGate, ["--from", "2100-01-01T00:00:00Z"])
    #expect(past.other == past.actual && past.other.count > 1)
    let position = try #require(same.whole["actual"]?.array?[1]["position"]?.integer)
    #expect(try await champions(strictGate, ["--from", "\(position)"]).other == Array(past.actual.prefix(2)))
    let wrong = try await complaint(simulation)
    #expect(wrong.contains("gate.yaml:1:10") && wrong.contains("log_los"))

    // Shadow: the model that served a span, over that span, is what was served.
    let shadow = try await json(simulation, ["shadow", "--run", runs[0], "--json"])
    #expect(shadow["labelled"]?.integer ?? 0 >= 1700)
    #expect(shadow["shadow"]?["log_loss"]?.double != nil && shadow["test"]?["n"] != nil)

    // A restored copy says the same.
    let dump = simulation.path("dump.sql")
    try await copy(database, dump: dump, pool)
    var restored = database
    restored.database = "restored"
    let line =
      "host='\(restored.host ?? "")' port='\(restored.port ?? 5432)' user='\(restored.user ?? "")' dbname='restored'"
    let again = try await simulation.command(
      ["reproduce", runs[0], "--bitwise", "--json", "--database", line], folder: false)
    #expect(again.status == 0, "\(again.output)")
    await pool.close()
  }

  private func complaint(_ simulation: Simulation) async throws -> String {
    let file = simulation.path("gate.yaml")
    try Data("{metric: log_los}\n".utf8).write(to: URL(fileURLWithPath: file))
    return try await simulation.command(["whatif", "--loop", "test.simulated", "--gate", file]).output
  }

  /// `pg_dump` of one database into another of the same server.
  private func copy(_ database: PostgresConfiguration, dump: String, _ pool: PostgresPool) async throws {
    try await pool.run { try $0.script("CREATE DATABASE restored") }
    let place = ["-h", database.host ?? "", "-p", "\(database.port ?? 5432)", "-U", database.user ?? ""]
    for (program, arguments) in [
      ("pg_dump", place + ["-d", database.database ?? "", "-f", dump]),
      ("psql", place + ["-d", "restored", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump]),
    ] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [program] + arguments
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      try #require(process.terminationStatus == 0, "\(program)")
    }
  }
}
