import Domain
import Foundation
import Testing

/// The whole loop in the real program: embedded Postgres and broker, HTTP, training, judging, promoting.
@Suite(.serialized)
struct SimulationTests {
  private func outcomes(_ report: JSONValue) -> [String] {
    (report["rounds"]?.array ?? []).compactMap { $0["outcome"]?.string }
  }

  @Test func isTheSameHoweverItIsRunAndAfterBeingKilled() async throws {
    let first = try Simulation()
    defer { first.remove() }
    let expected = try await first.run()
    #expect(outcomes(expected).count >= 3)
    #expect(expected["rounds"]?.array?.allSatisfy { $0["failure"] == .some(.null) } == true)
    #expect(outcomes(expected).first == "promoted")
    #expect(expected["decisions"]?.integer == 1800)
    #expect(expected["ledger"]?[InteractionRecorded.type]?.integer == 1800)
    #expect(expected["ledger"]?[FeedbackReceived.type]?.integer == 1800)

    let second = try Simulation()
    defer { second.remove() }
    let other = ["--partitions", "7", "--batch", "37", "--archiver-batch", "53", "--fold-window", "41"]
    let killed = try second.start(other)
    while killed.isRunning, !second.log.contains("champion 1") { try await Task.sleep(for: .milliseconds(50)) }
    kill(killed.processIdentifier, SIGKILL)
    while killed.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    let resumed = try await second.run(other)
    #expect(resumed == expected)

    let third = try Simulation()
    defer { third.remove() }
    let load = try (0..<3).map { _ in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "while :; do :; done"]
      try process.run()
      return process
    }
    defer { for process in load { kill(process.processIdentifier, SIGKILL) } }
    #expect(try await third.run(other) == expected)
  }

  @Test func shuffledLabelsAreRefused() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let report = try await simulation.run(["--sabotage-at", "2026-01-12T00:00:00Z", "--sabotage", "shuffled"])
    #expect(outcomes(report).prefix(2) == ["promoted", "refused"])
  }

  @Test func aSabotagedChampionIsRolledBackByItsServedFeedback() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let report = try await simulation.run(
      ["--sabotage-at", "2026-01-12T00:00:00Z", "--sabotage", "inverted", "--force"])
    #expect(outcomes(report).prefix(2) == ["promoted", "rolled_back"])
    let champions = report["champions"]?.array ?? []
    #expect(champions.count >= 3 && champions[2] == champions[0])
  }
}
