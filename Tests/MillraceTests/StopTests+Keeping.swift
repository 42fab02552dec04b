import Domain
import Foundation
import Testing

extension StopTests {
  /// Asks until the task is cancelled, whatever the answer.
  private func ask(_ up: UpProcess, as user: String, _ accepted: Accepted) async throws {
    var number = 0
    while !Task.isCancelled {
      number += 1
      let id = "\(user)-\(number)"
      let question: JSONValue = ["interaction_id": .string(id), "input": ["x": 0.5, "c": "a"]]
      guard try await up.post("/v1/loops/\(StopTests.loop)/decide", question) != nil else { continue }
      accepted.ids.withLock { _ = $0["/millrace/inference", default: []].insert("interaction-\(StopTests.loop)/\(id)") }
    }
  }

  /// The broker, or the database, is killed twice under load: `up` starts it again, and what was answered is in the ledger.
  @Test(arguments: ["tansu", "postgres"])
  func whatEndsIsStartedAgain(_ name: String) async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up")
    defer { kill(up.process.processIdentifier, SIGKILL) }
    let applied = try await simulation.command(["loop", "apply", simulation.path("loop.yaml")])
    #expect(applied.status == 0, "\(applied.output)")
    try await up.serves(StopTests.loop, generation: 0)

    let accepted = Accepted()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for user in 0..<4 { group.addTask { try await ask(up, as: "user-\(user)", accepted) } }
      try await reach(100, accepted)
      for round in 1...2 {
        // The one that `up` has started, and not its sessions.
        let victim = try #require(ProcessTree.below(up.process.processIdentifier).first { $0.name == name })
        kill(victim.pid, SIGKILL)
        let deadline = ContinuousClock.now + .seconds(90)
        while simulation.text("up").components(separatedBy: "runs again").count <= round {
          try #require(ContinuousClock.now < deadline && up.process.isRunning, "\(simulation.text("up"))")
          try await Task.sleep(for: .milliseconds(50))
        }
        try await reach(accepted.count + 50, accepted)
      }
      group.cancelAll()
      try await group.waitForAll()
    }
    let deadline = ContinuousClock.now + .seconds(120)
    var health: JSONValue?
    while health?["status"]?.string != "ready" || health?["components"]?["recording"]?["journal_events"]?.integer != 0 {
      try #require(ContinuousClock.now < deadline, "\(String(describing: health))\n\(simulation.text("up"))")
      try await Task.sleep(for: .milliseconds(100))
      health = try await up.get("/health/ready")
    }
    #expect(health?["components"]?["embedded"]?["status"] == "up")
    #expect(try await up.stop(SIGTERM, within: .seconds(30)) == 0, "\(simulation.text("up"))")

    let ids = accepted.ids.withLock(\.self)
    let after = try await ledger(simulation, ids)
    for (source, wanted) in ids {
      let lost = wanted.subtracting((after.found[source] ?? [:]).keys)
      #expect(lost.isEmpty, "\(source): \(lost.sorted())\n\(simulation.text("up"))")
    }
    #expect(after.doubled == [] && after.events == after.head)
    #expect(try await simulation.audit() == [])
  }

  private func reach(_ count: Int, _ accepted: Accepted) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while accepted.count < count {
      try #require(ContinuousClock.now < deadline, "\(accepted.count) of \(count) were answered")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
