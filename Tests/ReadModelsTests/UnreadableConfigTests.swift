import Domain
import Ledger
import Postgres
import ReactorSupport
@testable import ReadModels
import TestSupport
import Testing

/// A configuration that is in the ledger and that nobody can read is passed over: the last readable one holds, and a newer
/// good one always wins.
@Suite(.database(migrated: true)) struct UnreadableConfigTests {
  private let loop = LoopHistory.name

  private func unreadable(_ history: inout LoopHistory, day: Double, examples: JSONValue = 1) -> Event {
    history.event(
      LoopConfigured.type, day: day,
      ["config": history.config.json.overlaid(with: ["gate": ["minimum_examples": examples]]), "digest": "d"])
  }

  /// What is beyond the limits of a count, and came into the ledger before there were any, is such a one.
  @Test(arguments: [1, 9_007_199_254_740_992, 1_000_000_000_000_000_000] as [JSONValue])
  func theLastReadableOneHolds(examples: JSONValue) async throws {
    var history = try await LoopHistory()
    let digest = history.config.digest
    let bad = unreadable(&history, day: 1, examples: examples)
    let paused = history.event(LoopPaused.type, day: 1, [:])
    let head = try await history.append([bad, paused])
    let (loop, pool) = (loop, history.pool)
    let snapshot = try #require(try await pool.run { try LoopSnapshot.load($0, loop: loop, asOf: .max) })
    #expect(snapshot.digest == digest && snapshot.state == .paused && snapshot.position == head)
    #expect(snapshot.configPosition < head - 1)
    let problem = try #require(snapshot.problem)
    #expect(problem.contains("position \(head - 1)") && problem.contains("gate.minimum_examples"), "\(problem)")
    #expect(try await pool.run { try LoopSnapshot.problem($0, loop: loop) } == problem)

    let row = try #require(try await pool.run { try ServingSlotRow.all($0).first })
    let earlier = try #require(try await pool.run { try row.earlier($0) })
    #expect(row.configPosition == head - 1 && earlier.configPosition == snapshot.configPosition)
    #expect(earlier.configDigest == digest && earlier.state == "paused" && earlier.generation == row.generation)

    try await history.configure(classes: "no, yes", day: 2)
    let mended = try #require(try await pool.run { try LoopSnapshot.load($0, loop: loop, asOf: .max) })
    #expect(mended.problem == nil && mended.position > head && mended.state == .active)
  }

  @Test func withoutAReadableOneTheLoopIsNotConfigured() async throws {
    var history = try await LoopHistory()
    let name = "test.unreadable"
    var bad = history.event(
      LoopConfigured.type, day: 1,
      [
        "config": history.config.json.overlaid(with: ["name": .string(name), "gate": ["minimum_examples": 1]]),
        "digest": "d",
      ])
    bad.loop = name
    bad.key = name
    try await history.append([bad])
    let (snapshot, problem) = try await history.pool.run { db in
      (try LoopSnapshot.load(db, loop: name, asOf: .max), try LoopSnapshot.problem(db, loop: name))
    }
    #expect(snapshot == nil)
    #expect(problem?.contains("gate.minimum_examples") ?? false)
  }
}
