import Domain
import Foundation
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// An earlier program's data folder, in which this program goes on.
@Suite(.serialized)
struct ContinuationTests {
  private let witness = Witness()
  private static let loop = "test.witness"

  /// How far the story had come at a cut: rounds that had begun, and the generation that served once they had ended.
  private struct Begun {
    let rounds: Int
    let generation: Int

    init(_ state: Witness.State) { (rounds, generation) = state == .midRound ? (2, 1) : (4, 4) }
  }

  /// Rounds that had begun before the cut are trained to their end by the version of the learner that began them, and come
  /// to what they came to: on any machine the same recipes (model ids), datasets and outcomes, and the same figures where
  /// the fingerprint of the runs is the same. Later rounds are made of the same datasets, and trained by this program's
  /// version of the learner.
  @Test(arguments: [Witness.State.midRound, .midTrial])
  func comesToWhatTheUncutRunCameTo(state: Witness.State) async throws {
    let simulation = try await Simulation(witness, cut: state)
    defer { simulation.remove() }
    let report = try await simulation.run(try witness.lines("arguments.txt")).without("rows")
    let expected = try Simulation.report(of: witness)
    let begun = Begun(state)
    let runs = try await simulation.fingerprints(around: try witness.position(state))
    try #require(!runs.before.isEmpty && !runs.after.isEmpty)
    let isSameMachine = runs.after == runs.before

    func champions(_ report: JSONValue) -> [JSONValue] {
      Array((report["champions"]?.array ?? []).prefix(begun.generation))
    }
    #expect(champions(report) == champions(expected) && champions(report).count == begun.generation)
    #expect(report["decisions"] == expected["decisions"])
    #expect(rounds(report, "tick") == rounds(expected, "tick"), "ticks of the rounds")
    // Where the sabotage is still to come the loop becomes a sandbox, whose configuration, and so what is sealed by it, has
    // other ids.
    let sealed = state == .midRound ? begun.rounds : Int.max
    let datasets = (rounds(report, "dataset"), rounds(expected, "dataset"))
    #expect(datasets.0.prefix(sealed) == datasets.1.prefix(sealed), "datasets of the rounds")
    for name in ["challenger", "champion", "outcome", "forced"] {
      let (found, recorded) = (rounds(report, name), rounds(expected, name))
      #expect(found.prefix(begun.rounds - 1) == recorded.prefix(begun.rounds - 1), "\(name) of the rounds")
      // The last round's champion may be rolled back in a trial whose end is behind the cut.
      if name != "outcome" { #expect(found.prefix(begun.rounds) == recorded.prefix(begun.rounds), "\(name)") }
    }

    let found = try await simulation.withDatabase { pool in
      try await pool.run { db in
        try [Witness.Outcome.champion, .dataset, .verdict].map { ($0, try Witness.outcome($0, db)) }
      }
    }
    for (outcome, lines) in found {
      let all = try witness.recorded(outcome)
      // The first line names the columns.
      let begunRows = outcome == .champion ? begun.generation : begun.rounds
      let count = outcome == .dataset && sealed == .max ? all.count : 1 + begunRows
      let (now, then) = (Array(lines.prefix(count)), Array(all.prefix(count)))
      let (certain, recorded) = (outcome.withoutFigures(now), outcome.withoutFigures(then))
      #expect(Witness.difference(certain, recorded) == nil, "\(outcome.rawValue)")
      guard isSameMachine else { continue }
      let (figures, before) = outcome == .verdict ? (withoutReasons(now), withoutReasons(then)) : (now, then)
      #expect(Witness.difference(figures, before) == nil, "\(outcome.rawValue), to the last figure")
    }
    let versions = try await simulation.codeVersions(after: try witness.position(state))
    #expect(versions.last == "2" && (state == .midTrial || versions.first == "1"), "\(versions)")
    // The two records that the witness had parked are parked still.
    let problems = try await simulation.audit()
    #expect(problems.filter { !$0.hasPrefix("parked, conflict: event first ") } == [])
    #expect(problems.count == 2)
  }

  /// Verdicts without their last column, whose sentences are this program's.
  private func withoutReasons(_ lines: [String]) -> [String] {
    lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).dropLast().joined(separator: "\t") }
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
    try await goesOn(simulation, story)
  }

  /// The round in which the machine died is still open when a second upgrade comes: the first one brought the database up
  /// to date and folded it by its own files, and got no further.
  @Test func aRoundGoesOnOverTwoUpgrades() async throws {
    let simulation = try await Simulation(witness, cut: .midRound)
    defer { simulation.remove() }
    let group = try ProjectionGroup(
      name: "core", directory: Simulation.root.appending(path: "projections/core").path)
    try await simulation.withDatabase { pool in
      try await LedgerSetup(directory: Database.migrations).apply(pool, now: Timestamp(microseconds: 0))
      var files = group.files
      let last = files.removeLast()
      files.append(try ProjectionFile(name: last.name, text: last.text + "-- Those of a program in between.\n"))
      let live = LiveProjections(group: ProjectionGroup(name: "core", files: files, views: group.views))
      try await pool.run { db in
        #expect(try !live.prepare(db))
        _ = try live.rebuild(db, limit: 500)
        try live.prune(db)
      }
    }
    try await goesOn(simulation, (cut: .midRound, generation: 1, verdicts: 2))
  }

  private func goesOn(
    _ simulation: Simulation, _ story: (cut: Witness.State, generation: Int64, verdicts: Int)
  ) async throws {
    let up = try await UpProcess.start(simulation, log: "up.txt")
    do {
      try await up.serves(ContinuationTests.loop, generation: story.generation)
    } catch {
      _ = try await up.stop(SIGKILL)
      throw error
    }
    let (status, output) = try await simulation.command(["status"])
    #expect(status == 0 && output.contains(ContinuationTests.loop), "\(output)")
    // The earlier program's champion answers on, but is no parent for this one's challengers.
    #expect(output.contains("trained by version 1 of `mlp`") && output.contains("start fresh"), "\(output)")
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
