import Domain
import Foundation
import TestSupport
import Testing

/// Two processes of one reactor share the loops out; when one is killed, the other takes its loops over.
struct TwoTrainersTests {
  private static let story = ["--until", "12d"]

  @Test func theOtherTakesOver() async throws {
    let alone = try Simulation()
    defer { alone.remove() }
    let expected = try await alone.run(TwoTrainersTests.story)
    #expect(expected["ledger"]?[RunCompleted.type]?.integer ?? 0 > 0)

    let simulation = try Simulation()
    defer { simulation.remove() }
    // Without a curator the story does not get anywhere, so it waits until both trainers are there.
    let story = try simulation.start(
      TwoTrainersTests.story + ["--without", "curator,trainer"], environment: Simulation.quickGroups)
    defer { story.terminate() }
    try await eventually("the embedded backends") {
      FileManager.default.fileExists(atPath: simulation.path("data/kafka")) || !story.isRunning
    }
    // Whoever of the two has the loop dies, once, when its first run has begun.
    let environment = Simulation.quickGroups.merging(
      ["MILLRACE_FAULT": "kill:trainer:\(RunStarted.type):sent", "MILLRACE_LOG": "info"]) { $1 }
    let trainers = try ["a", "b"].map { try simulation.launch(["trainer"], environment: environment, log: $0) }
    defer { for trainer in trainers where trainer.isRunning { kill(trainer.processIdentifier, SIGKILL) } }
    try await eventually("a share for each") {
      ["a", "b"].allSatisfy {
        simulation.text($0).split(separator: "\n").last { $0.contains("loops are shared out") }?
          .contains("of=16 partitions=8") ?? false
      }
    }
    let curator = try simulation.launch(["curator"], environment: Simulation.quickGroups, log: "curator")
    defer { kill(curator.processIdentifier, SIGKILL) }
    try await simulation.finish(story)
    #expect(try simulation.report() == expected)
    let dead = trainers.filter { !$0.isRunning }
    #expect(dead.map(\.terminationStatus) == [SIGKILL])
    for name in ["a", "b"] {
      #expect(simulation.text(name).contains("the loop is in this instance's share"))
    }
    #expect(try await simulation.audit() == [])
  }
}
