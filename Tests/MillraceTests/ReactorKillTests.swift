import Domain
import Foundation
import Testing

/// SIGKILL of the reactors after every type of event they emit, before and after the event is in the ledger: the round
/// is neither lost nor doubled, and comes to the same, to the last figure.
struct ReactorKillTests {
  /// By reactor: what it emits in a story.
  private typealias Emitted = [String: [String]]

  private static let emitted: Emitted = [
    "curator": [DatasetSealed.type],
    "trainer": [RunStarted.type, RunCompleted.type, RunFailed.type],
    "evaluator": [
      EvaluationStarted.type, VerdictReached.type, ModelPromoted.type, VerdictRevised.type,
      ModelRolledBack.type,
    ],
  ]

  /// A history in which all of that happens: one trial fails each time, and a sabotaged champion is rolled back.
  private static func story() throws -> Simulation {
    try Simulation(every: "4d", trials: "{diverging: {learning_rate: 1, weight_decay: 10, batch_size: 1}}")
  }

  /// What is emitted where nothing comes of the rounds.
  private static let emittedInVain: Emitted = [
    "curator": [RoundWaiting.type], "evaluator": [RoundFailed.type],
  ]

  /// A history in which the curator waits, for labels of more than one class, and no run comes to a model.
  private static func vain() throws -> Simulation {
    try Simulation(every: "4d", settings: "{learning_rate: 1, weight_decay: 10, batch_size: 1}", oneClassDays: 11)
  }

  private static let undisturbedInVain = Task {
    let simulation = try vain()
    defer { simulation.remove() }
    return try await simulation.run()
  }

  private static let arguments = ["--sabotage-at", "2026-01-12T00:00:00Z", "--sabotage", "inverted", "--force"]
  /// What the story comes to when nobody is killed.
  private static let undisturbed = Task {
    let simulation = try story()
    defer { simulation.remove() }
    return try await simulation.run(arguments)
  }

  private static func faults(_ moments: [String], _ emitted: Emitted = emitted) -> [String] {
    emitted.sorted { $0.key < $1.key }.flatMap { reactor, types in
      types.flatMap { type in moments.map { "kill:\(reactor):\(type):\($0)" } }
    }
  }

  private func check(
    _ simulation: Simulation, fired faults: [String], emitted: Emitted = emitted, expected: JSONValue
  ) async throws {
    let marks = try FileManager.default.contentsOfDirectory(atPath: simulation.path("data/faults"))
    #expect(marks.sorted() == faults.sorted())
    for type in emitted.values.joined() {
      #expect(expected["ledger"]?[type]?.integer ?? 0 > 0, "the story has no \(type)")
    }
    #expect(try simulation.report() == expected)
    #expect(try await simulation.audit() == [])
  }

  /// All services are in the process that is killed, and the embedded broker goes with it and all that it holds, so
  /// that what was sent may be lost as what was not.
  @Test func theWholeProgramIsKilled() async throws {
    let simulation = try ReactorKillTests.story()
    defer { simulation.remove() }
    let faults = ReactorKillTests.faults(["unsent", "archived"])
    try await killed(simulation, ReactorKillTests.arguments, faults)
    try await check(simulation, fired: faults, expected: try await ReactorKillTests.undisturbed.value)
  }

  /// That a loop waits, and that a round failed, is said once each, whenever who says it is killed.
  @Test func whoSaysThatNothingComesOfItIsKilled() async throws {
    let simulation = try ReactorKillTests.vain()
    defer { simulation.remove() }
    let faults = ReactorKillTests.faults(["unsent", "archived"], ReactorKillTests.emittedInVain)
    try await killed(simulation, [], faults)
    try await check(
      simulation, fired: faults, emitted: ReactorKillTests.emittedInVain,
      expected: try await ReactorKillTests.undisturbedInVain.value)
  }

  /// Starts the simulation again whenever it kills itself.
  private func killed(_ simulation: Simulation, _ arguments: [String], _ faults: [String]) async throws {
    let environment = Simulation.quickGroups.merging(["MILLRACE_FAULT": faults.joined(separator: ",")]) { $1 }
    var kills = 0
    while true {
      let process = try simulation.start(arguments, environment: environment)
      while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
      if process.terminationReason == .exit {
        try await simulation.finish(process)
        break
      }
      try #require(process.terminationStatus == SIGKILL, "\(simulation.log)")
      kills += 1
    }
    #expect(kills == faults.count)
  }

  /// Each reactor is a process of its own; what it had sent lives on without it.
  @Test func reactorsOfTheirOwnAreKilled() async throws {
    let simulation = try ReactorKillTests.story()
    defer { simulation.remove() }
    let faults = ReactorKillTests.faults(["sent", "archived"])
    let environment = Simulation.quickGroups.merging(["MILLRACE_FAULT": faults.joined(separator: ",")]) { $1 }
    let process = try simulation.start(
      ReactorKillTests.arguments + ["--without", ReactorKillTests.emitted.keys.joined(separator: ",")],
      environment: Simulation.quickGroups)
    let kills = try await withThrowingTaskGroup(of: Int.self) { group in
      for reactor in ReactorKillTests.emitted.keys {
        group.addTask { try await keepUp(reactor, of: simulation, environment) }
      }
      try await simulation.finish(process)
      group.cancelAll()
      return try await group.reduce(0, +)
    }
    #expect(kills == faults.count)
    try await check(simulation, fired: faults, expected: try await ReactorKillTests.undisturbed.value)
  }

  /// Starts a reactor again whenever it dies, until the task is cancelled.
  /// - Returns: how often it killed itself.
  private func keepUp(_ reactor: String, of simulation: Simulation, _ environment: [String: String]) async throws -> Int
  {
    var kills = 0
    while !FileManager.default.fileExists(atPath: simulation.path("data/kafka")), !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(50))
    }
    while !Task.isCancelled {
      let process = try simulation.launch([reactor], environment: environment, log: reactor + ".txt")
      while process.isRunning, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        break
      }
      guard process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL else {
        throw SimulationFailure(log: simulation.text(reactor + ".txt"))
      }
      kills += 1
    }
    return kills
  }
}
