import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// An earlier program's data folder, in which this program goes on.
@Suite(.serialized)
struct ContinuationTests {
  private let witness = Witness()
  private static let loop = "test.witness"

  /// Trainings after the cut happen here and now. Recipes (model ids), datasets, outcomes and what stood in the ledger
  /// already are the same on any machine; figures that new models gave only where the fingerprint of the runs is.
  @Test(arguments: [Witness.State.midRound, .midTrial])
  func comesToWhatTheUncutRunCameTo(state: Witness.State) async throws {
    let simulation = try await Simulation(witness, cut: state)
    defer { simulation.remove() }
    let report = try await simulation.run(try witness.lines("arguments.txt")).without("rows")
    let expected = try Simulation.report(of: witness)
    let runs = try await simulation.fingerprints(around: try witness.position(state))
    try #require(!runs.before.isEmpty && !runs.after.isEmpty)
    let isSameMachine = runs.after == runs.before

    for name in ["outcome", "forced", "tick"] {
      #expect(rounds(report, name) == rounds(expected, name), "\(name) of the rounds")
    }
    #expect(report["champions"]?.array?.count == expected["champions"]?.array?.count)
    // Where the sabotage is still to come the loop becomes a sandbox, whose configuration, and so all that is made by it,
    // has other ids.
    if state == .midRound { return }
    #expect(report["champions"] == expected["champions"])
    #expect(report["ledger"] == expected["ledger"])
    for name in ["dataset", "challenger", "champion", "outcome", "forced", "tick"] {
      #expect(rounds(report, name) == rounds(expected, name), "\(name) of the rounds")
    }
    if isSameMachine { #expect(report == expected) }

    let found = try await simulation.withDatabase { pool in
      try await pool.run { db in
        try Witness.Outcome.allCases.map { ($0, try Witness.outcome($0, db)) }
      }
    }
    for (outcome, lines) in found {
      let recorded = try witness.recorded(outcome)
      let (certain, recordedCertain) = (outcome.withoutFigures(lines), outcome.withoutFigures(recorded))
      #expect(Witness.difference(certain, recordedCertain) == nil, "\(outcome.rawValue)")
      if isSameMachine {
        #expect(Witness.difference(lines, recorded) == nil, "\(outcome.rawValue), to the last figure")
      }
    }
    // The two records that the witness had parked are parked still.
    let problems = try await simulation.audit()
    #expect(problems.filter { !$0.hasPrefix("parked, conflict: event first ") } == [])
    #expect(problems.count == 2)
  }

  private func rounds(_ report: JSONValue, _ member: String) -> [JSONValue] {
    (report["rounds"]?.array ?? []).map { $0[member] ?? .null }
  }

  /// Nothing but `up`, as whoever installs a new version does. In the middle of the round what is missing is trained and
  /// judged; in the middle of the trial everything stands, since only ticks to come bring another look.
  @Test(arguments: [
    (cut: Witness.State.midRound, generation: Int64(1), verdicts: 2),
    (cut: Witness.State.midTrial, generation: 4, verdicts: 4),
  ])
  func upGoesOn(_ story: (cut: Witness.State, generation: Int64, verdicts: Int)) async throws {
    let simulation = try await Simulation(witness, cut: story.cut)
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up.txt")
    do {
      try await up.serves(ContinuationTests.loop, generation: story.generation)
    } catch {
      _ = try await up.stop(SIGKILL)
      throw error
    }
    let (status, output) = try await simulation.command(["status"])
    #expect(status == 0 && output.contains(ContinuationTests.loop), "\(output)")
    #expect(try await up.stop(SIGTERM) == 0)
    let (champions, verdicts) = try await simulation.withDatabase { pool in
      try await pool.run { (try Witness.outcome(.champion, $0), try Witness.outcome(.verdict, $0)) }
    }
    // The first line names the columns.
    #expect(champions == Array(try witness.recorded(.champion).prefix(1 + Int(story.generation))))
    let recorded = Array(try witness.recorded(.verdict).prefix(1 + story.verdicts))
    #expect(Witness.Outcome.verdict.withoutFigures(verdicts) == Witness.Outcome.verdict.withoutFigures(recorded))
  }

  @Test func aFolderOfALaterProgramIsRefusedInWords() async throws {
    let simulation = try await Simulation(witness, cut: .midRound)
    defer { simulation.remove() }
    try await simulation.withDatabase { pool in
      try await pool.run { db in
        try db.script("INSERT INTO millrace_meta.migration VALUES (9999, 'of_tomorrow', 'unknown')")
      }
    }
    let (status, output) = try await simulation.command(["up", "--port", "0"])
    #expect(status != 0)
    #expect(output.contains("migration 9999_of_tomorrow.sql, which this program does not know"), "\(output)")
    #expect(output.contains("use the newer program that brought it"), "\(output)")
  }
}
