import Domain
import Evaluation
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import Reactors
import TestSupport
import Testing

/// A champion that cannot be used counts as the default answer, with the reason, and training starts cold.
///
/// The ledger is one from before the rules of the doors: there a promotion of anything stands.
@Suite(.database(migrated: true, adopted: false)) struct UnreadableChampionTests {
  enum Harm: CaseIterable {
    case missing, corrupt, incomplete, otherCode, otherKind, neverTrained
  }

  @Test(arguments: Harm.allCases) func theNextRoundEnds(harm: Harm) async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    var wheel = Wheel(history)
    try await wheel.curator.run()
    try await wheel.trainer.run()
    if harm != .neverTrained {
      #expect(try await wheel.evaluator.run().map(\.type).contains(ModelPromoted.type))
    }
    var champion = try await history.pool.run {
      try Champion.load($0, loop: LoopHistory.name, decidedBefore: .max).modelID
    }
    switch harm {
    case .missing: try await sql(history, "DELETE FROM artifact.chunk; DELETE FROM artifact.object")
    case .corrupt: try await sql(history, "UPDATE artifact.chunk SET bytes = overlay(bytes PLACING '\\x00' FROM 100)")
    case .incomplete: try await sql(history, "DELETE FROM artifact.chunk")
    case .otherCode:
      // As a program of another time would have written it: the header names a learner that is not known here.
      let bytes = Array("MRMODEL".utf8) + [1, 20, 0, 0, 0] + Array("{\"learner\": \"older\"} ".utf8.prefix(20))
      let digest = try await history.artifacts.store(bytes + [UInt8](repeating: 0, count: 32))
      try await sql(history, "UPDATE fold.model SET artifact = '\(digest)'")
    case .otherKind:
      var config = history.config
      config.inputs = [InputDeclaration(name: "x", kind: .category)]
      try await history.append([
        history.event(LoopConfigured.type, day: 2, LoopConfigured(config: config, digest: config.digest).json)
      ])
    case .neverTrained:
      champion = "model-of-nobody"
      try await history.append([
        history.event(
          ModelPromoted.type, day: 1.995,
          ModelPromoted(
            slot: LoopHistory.name, modelID: "model-of-nobody", generation: 1, replacesGeneration: 0,
            decidedAtPosition: 1, predecessor: nil, verdictID: "verdict-of-nobody", forced: false
          ).json)
      ])
    }
    // What is kept in memory would hide it.
    wheel = Wheel(history)
    try await history.day(2)
    try await wheel.curator.run()
    let runs = try await wheel.trainer.run()
    let started = try runs.filter { $0.type == RunStarted.type }.map { try $0.decoded(as: RunStarted.self) }
    #expect(started.map(\.trial) == ["fresh"] && started.map(\.parent) == [nil])
    let events = try await wheel.evaluator.run()
    let verdicts = try events.filter { $0.type == VerdictReached.type }.map { try $0.decoded(as: VerdictReached.self) }
    let verdict = try #require(verdicts.first)
    #expect(verdict.champion == champion)
    let reason = "the default answer stands for \(champion ?? "")"
    #expect(verdict.reasons.last?.contains(reason) == true, "\(verdict.reasons)")
    #expect(!events.contains { $0.type == RoundFailed.type })
    // Decided again, all is the same.
    try await wheel.trainer.forget()
    try await wheel.evaluator.forget()
    #expect(try await wheel.trainer.run().isEmpty)
    #expect(try await wheel.evaluator.run().isEmpty)
  }

  /// A warm start that was begun stays in the plan: its run fails, and the round is whole.
  @Test func aWarmStartThatWasBegunEnds() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    var wheel = Wheel(history)
    try await wheel.curator.run()
    try await wheel.trainer.run()
    try await wheel.evaluator.run()
    try await history.day(2)
    try await wheel.curator.run()
    // It dies when the warm run was started, and its end was not said.
    let trainer = ReactorHarness(
      wheel.trainer(fingerprint: [:]), on: history, sink: ForgettingSink(history: history, types: [RunCompleted.type]))
    let dying = Task { try await trainer.run() }
    try await eventually("the warm run is begun") {
      try await history.pool.run {
        try $0.query("SELECT count(*) FROM fold.run WHERE parent IS NOT NULL").first?.int64(0) == 1
      }
    }
    dying.cancel()
    _ = await dying.result
    try await sql(
      history, "DELETE FROM artifact.chunk c USING fold.model m WHERE c.sha256 = decode(m.artifact, 'hex')")
    wheel = Wheel(history)
    let runs = try await wheel.trainer.run()
    #expect(runs.map(\.type).filter { $0 != RunStarted.type } == [RunFailed.type, RunCompleted.type])
    #expect(try await wheel.evaluator.run().map(\.type).contains(VerdictReached.type))
  }

  private func sql(_ history: LoopHistory, _ script: String) async throws {
    try await history.pool.run { try $0.script(script) }
  }
}
