import Domain
import Foundation
import Postgres
import Synchronization
import Testing

/// `millrace up` told to stop while it is used, and started again.
@Suite(.serialized)
struct StopTests {
  static let loop = "test.simulated"

  /// The ids of the events that were accepted, by source.
  final class Accepted: Sendable {
    let ids = Mutex<[String: Set<String>]>([:])

    var count: Int { ids.withLock { $0.values.reduce(0) { $0 + $1.count } } }
  }

  /// Asks and labels until it is refused: an answer means that the event was accepted.
  private func use(_ up: UpProcess, as user: String, _ accepted: Accepted) async throws {
    var number = 0
    while !Task.isCancelled {
      number += 1
      let id = "\(user)-\(number)"
      let question: JSONValue = ["interaction_id": .string(id), "input": ["x": 0.5, "c": "a"]]
      guard try await up.post("/v1/loops/\(StopTests.loop)/decide", question) != nil else { return }
      accepted.ids.withLock { _ = $0["/millrace/inference", default: []].insert("interaction-\(StopTests.loop)/\(id)") }
      let feedback: JSONValue = [
        "loop": .string(StopTests.loop), "interaction_id": .string(id), "label": "yes",
        "feedback_id": .string("label-" + id),
      ]
      guard try await up.post("/v1/feedback", feedback) != nil else { return }
      accepted.ids.withLock { _ = $0["/millrace/inference/feedback", default: []].insert("label-" + id) }
    }
  }

  struct Ledger: Sendable {
    var head: Int64
    var events: Int64
    var generation: Int64
    /// Positions by source and id.
    var found: [String: [String: Int64]] = [:]
    /// Ids that stand twice.
    var doubled: [String] = []
  }

  func ledger(_ simulation: Simulation, _ accepted: [String: Set<String>] = [:]) async throws -> Ledger {
    try await simulation.withDatabase { pool in
      try await pool.run { db in
        let row = try #require(
          try db.query(
            """
            SELECT (SELECT position FROM ledger.head), (SELECT count(*) FROM ledger.event),
              coalesce((SELECT generation FROM fold.serving_slot WHERE loop = $1), 0)
            """, [.text(StopTests.loop)]
          ).first)
        var ledger = Ledger(head: try row.int64(0), events: try row.int64(1), generation: try row.int64(2))
        for (source, ids) in accepted {
          for row in try db.query(
            "SELECT event_id, position FROM ledger.event WHERE source = $1 AND event_id = ANY ($2)",
            [.text(source), .textArray(Array(ids))])
          {
            let id = try row.text(0)
            if ledger.found[source]?[id] != nil { ledger.doubled.append(id) }
            ledger.found[source, default: [:]][id] = try row.int64(1)
          }
        }
        return ledger
      }
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func whatWasAcceptedIsInTheLedgerAndTheNextStartGoesOn(signal: Int32) async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    _ = try await simulation.run(["--until", "10d"])
    let before = try await ledger(simulation)
    #expect(before.generation > 0)

    let accepted = Accepted()
    let first = try await UpProcess.start(simulation, log: "first")
    defer { kill(first.process.processIdentifier, SIGKILL) }
    try await first.serves(StopTests.loop, generation: before.generation)
    let status = try await withThrowingTaskGroup(of: Void.self) { group in
      for user in 0..<4 { group.addTask { try await use(first, as: "user-\(user)", accepted) } }
      while accepted.count < 200 { try await Task.sleep(for: .milliseconds(20)) }
      let start = ContinuousClock.now
      let status = try await first.stop(signal)
      #expect(start.duration(to: .now) < .seconds(150), "it hung")
      // Who asks now has nobody to talk to.
      group.cancelAll()
      try await group.waitForAll()
      return status
    }
    #expect(status == 0, "\(simulation.text("first"))")

    let ids = accepted.ids.withLock(\.self)
    let after = try await ledger(simulation, ids)
    for (source, wanted) in ids {
      let lost = wanted.subtracting((after.found[source] ?? [:]).keys)
      #expect(lost.isEmpty, "\(source): \(lost.sorted())\n\(simulation.text("first"))")
    }
    #expect(after.events == after.head && after.head > before.head)
    #expect(after.found.values.flatMap(\.values).allSatisfy { $0 > before.head })

    // The embedded broker has forgotten everything; the ledger goes on where it was.
    let second = try await UpProcess.start(simulation, log: "second")
    defer { kill(second.process.processIdentifier, SIGKILL) }
    try await second.serves(StopTests.loop, generation: before.generation)
    let answer = try await second.post(
      "/v1/loops/\(StopTests.loop)/decide", ["interaction_id": "later", "input": ["x": 0.5, "c": "a"]])
    #expect(answer?["generation"]?.integer == before.generation)
    #expect(try await second.stop(signal) == 0, "\(simulation.text("second"))")
    let later = "interaction-\(StopTests.loop)/later"
    let last = try await ledger(simulation, ["/millrace/inference": [later]])
    #expect(last.found["/millrace/inference"]?[later] ?? 0 > after.head, "\(simulation.text("second"))")
    #expect(last.events == last.head)
    #expect(last.generation == before.generation)
    #expect(try await simulation.audit() == [])
  }

  /// What is used is told to stop while its database, or its broker, stands still.
  @Test(arguments: ["postgres", "tansu"])
  func endsSoonWhateverStandsStill(_ name: String) async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let first = try await UpProcess.start(simulation, log: "first")
    defer { kill(first.process.processIdentifier, SIGKILL) }
    let applied = try await simulation.command(["loop", "apply", simulation.path("loop.yaml")])
    #expect(applied.status == 0, "\(applied.output)")
    try await first.serves(StopTests.loop, generation: 0)

    let accepted = Accepted()
    let below = ProcessTree.below(first.process.processIdentifier)
    let status = try await withThrowingTaskGroup(of: Void.self) { group in
      for user in 0..<4 { group.addTask { try await use(first, as: "user-\(user)", accepted) } }
      while accepted.count < 100 { try await Task.sleep(for: .milliseconds(20)) }
      let standing = ProcessTree.below(first.process.processIdentifier).filter { $0.name == name }
      #expect(!standing.isEmpty)
      for process in standing { kill(process.pid, SIGSTOP) }
      try await Task.sleep(for: .seconds(1))
      let status = try await first.stop(SIGTERM, within: .seconds(30))
      group.cancelAll()
      try await group.waitForAll()
      return status
    }
    #expect(status == 0, "\(simulation.text("first"))")
    let deadline = ContinuousClock.now + .seconds(10)
    while below.contains(where: { ProcessTree.runs($0.pid) }), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(below.filter { ProcessTree.runs($0.pid) }.map(\.name) == [], "they were left behind")

    let second = try await UpProcess.start(simulation, log: "second")
    defer { kill(second.process.processIdentifier, SIGKILL) }
    let ready = ContinuousClock.now + .seconds(90)
    while ContinuousClock.now < ready {
      let recording = try await second.get("/health/ready")?["components"]?["recording"]
      if recording?["journal_events"]?.integer == 0 { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try await second.stop(SIGTERM, within: .seconds(30)) == 0, "\(simulation.text("second"))")
    let ids = accepted.ids.withLock(\.self)
    let after = try await ledger(simulation, ids)
    for (source, wanted) in ids {
      let lost = wanted.subtracting((after.found[source] ?? [:]).keys)
      #expect(lost.isEmpty, "\(source): \(lost.sorted())\n\(simulation.text("second"))")
    }
    #expect(after.events == after.head)
  }

  /// Told twice, it waits for nothing.
  @Test func aSecondSignalEndsItAtOnce() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up")
    defer { kill(up.process.processIdentifier, SIGKILL) }
    let below = ProcessTree.below(up.process.processIdentifier)
    for process in below where process.name == "postgres" { kill(process.pid, SIGSTOP) }
    kill(up.process.processIdentifier, SIGINT)
    try await Task.sleep(for: .seconds(1))
    #expect(up.process.isRunning)
    #expect(try await up.stop(SIGINT, within: .seconds(5)) == 128 + SIGINT, "\(simulation.text("up"))")
    let deadline = ContinuousClock.now + .seconds(10)
    while below.contains(where: { ProcessTree.runs($0.pid) }), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(below.filter { ProcessTree.runs($0.pid) }.map(\.name) == [], "they were left behind")
  }

  @Test func aNewFolderStartsWithoutAWarning() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up")
    defer { kill(up.process.processIdentifier, SIGKILL) }
    var health: JSONValue?
    while up.process.isRunning, health?["status"]?.string != "ready" {
      health = try await up.get("/health/ready")
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(health?["components"]?["archiver"]?["status"] == "up")
    #expect(try await up.stop(SIGTERM) == 0)
    let loud = simulation.text("up").split(separator: "\n").filter {
      $0.contains(" warning ") || $0.contains(" error ")
    }
    #expect(loud == [])
  }
}
