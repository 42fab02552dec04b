import Domain
import Ledger
import Postgres
import Projections
import ReactorSupport
@testable import ReadModels
import TestSupport
import Testing

/// What status, the list of loops and a simulation's report read, of a loop whose promotion was rolled back.
@Suite(.database(migrated: true))
struct GlanceTests {
  @Test func aDatabaseWithoutReadModelsHasNone() async throws {
    let (exists, position, verification) = try await Database.current.pool.run { db in
      (try FoldCheckpoint.exists(db), try FoldCheckpoint.position(db), try LastVerification.load(db))
    }
    #expect(!exists && position == nil && verification == nil)
  }

  @Test func followsARoundFromItsSealToItsRollback() async throws {
    var history = try await LoopHistory()
    let (pool, loop) = (history.pool, LoopHistory.name)
    func status() async throws -> LoopStatus? { try await pool.run { try LoopStatus.all($0).first } }
    func round() async throws -> RoundOutcome? { try await pool.run { try RoundOutcome.all($0, loop: loop).first } }

    var tick: Int64 = 0
    for day in 0..<3 { tick = try await history.day(day) }
    let trained = try await history.round(tick: tick, day: 3)
    #expect(
      try await status() == LoopStatus(loop: loop, state: "active", generation: 0, modelID: nil, openRounds: 1))
    let open = try await round()
    #expect(open?.datasetID == "dataset-\(tick)" && open?.tickTime == LoopHistory.time(day: 2.99))
    #expect(
      open?.word == nil && open?.outcome == nil && open?.isForced == nil && open?.test == .null
        && open?.isRolledBack == false)

    let verdict = history.verdict(trained, tick: tick, day: 3, champion: nil, outcome: "promote")
    let promotion = history.event(
      ModelPromoted.type, day: 3,
      [
        "slot": .string(loop), "model_id": .string(trained.model), "generation": 1, "replaces_generation": 0,
        "predecessor": nil, "verdict_id": .string(verdict[1].id), "forced": false,
        "decided_at_position": .integer(trained.end),
      ])
    let head = try await history.append(verdict + [promotion])
    #expect(
      try await status()
        == LoopStatus(loop: loop, state: "active", generation: 1, modelID: trained.model, openRounds: 0))
    let judged = try await round()
    #expect(
      judged?.word == "promoted" && judged?.outcome == "promote" && judged?.isForced == false
        && judged?.isRolledBack == false)
    #expect(judged?.runID == trained.run && judged?.challenger == trained.model && judged?.champion == nil)
    #expect(judged?.reasons == [] && judged?.metrics == [:])

    let look = history.event(
      VerdictRevised.type, day: 4,
      [
        "model_id": .string(trained.model), "predecessor": nil, "generation": 1, "outcome": "worse", "look": 1,
        "tick_position": .integer(tick), "test": nil, "reasons": [],
      ])
    let rollback = history.event(
      ModelRolledBack.type, day: 4,
      [
        "slot": .string(loop), "from_model": .string(trained.model), "from_generation": 1, "model_id": nil,
        "generation": 2, "replaces_generation": 1, "reason": "worse", "verdict_id": .string(look.id),
        "decided_at_position": .integer(head),
      ])
    try await history.append([look, rollback])
    #expect(try await round()?.isRolledBack == true)
    #expect(try await round()?.word == "rolled_back")
    #expect(
      try await pool.run { try ChampionChange.all($0, loop: loop).map { [$0.change, $0.modelID, $0.since.text] } } == [
        ["promoted", trained.model, LoopHistory.time(day: 3).text],
        ["rolled_back", nil, LoopHistory.time(day: 4).text],
      ])
  }

  @Test func readsAnswersTicksAndPositions() async throws {
    var history = try await LoopHistory()
    let head = try await history.day(0, generation: 4, model: "m")
    let loop = LoopHistory.name
    let (answers, tick, none) = try await history.pool.run { db in
      (
        try ServedAnswer.read(db, loop: loop) { $0 }, try Tick.lastTime(db, loop: loop),
        try Tick.lastTime(db, loop: "another.loop")
      )
    }
    #expect(answers.count == 120 && Set(answers.map(\.interactionID)).count == 120)
    for answer in answers {
      #expect(answer.answer == "no" && answer.generation == 4 && answer.modelID == "m")
      #expect(answer.probabilities == ["no": 0.5, "yes": 0.5])
    }
    #expect(tick == LoopHistory.time(day: 0.99) && none == nil)

    let (all, projector) = try await history.pool.run { db in
      try db.script("INSERT INTO reactor.cursor (reactor, loop, position, settled) VALUES ('curator', 'a.b', 3, 0)")
      return (
        try ServicePosition.all(db, withReactors: true), try ServicePosition.all(db, withReactors: false)
      )
    }
    let positions = [
      ServicePosition(name: "curator", loop: "a.b", position: 3),
      ServicePosition(name: "projector", loop: "", position: head),
    ]
    #expect(all == positions && projector == [positions[1]])
    #expect(try await history.pool.run { try FoldCheckpoint.position($0) } == head)
  }

  @Test func theLastVerificationCounts() async throws {
    let history = try await LoopHistory()
    let (none, noAge, last, age) = try await history.pool.run { db in
      let before = (try LastVerification.load(db), try LastVerification.age(db))
      try db.script(
        """
        INSERT INTO fold.verification SELECT position, now() - (10 - position) * interval '1 hour', 'core', 'v',
          position - 1, position = 2, '[]', '[]' FROM generate_series(2, 3) position
        """)
      return (before.0, before.1, try LastVerification.load(db), try LastVerification.age(db))
    }
    #expect(none == nil && noAge == nil)
    #expect(last == LastVerification(position: 2, matches: false))
    // Seven hours and what the test took.
    #expect((7 * 3_600_000_000..<8 * 3_600_000_000).contains(age ?? 0))
  }

  /// A copy that is being folded beside the live one is seen with how far it has come, and not once it has taken over.
  @Test func aRebuildUnderWayIsSeen() async throws {
    var history = try await LoopHistory()
    let head = try await history.day(0)
    let live = LiveProjections(group: history.group)
    #expect(try await history.pool.run { try FoldRebuild.load($0) } == nil)
    let seen = try await history.pool.run { db in
      try live.next.prepare(db)
      let step = try live.next.step(db, limit: 100)
      return (try FoldRebuild.load(db), step.position)
    }
    let begun = try #require(seen.0)
    #expect(begun.version == history.group.version && begun.position == seen.1 && begun.head == head && seen.1 < head)
    #expect(!begun.isOtherVersion && begun.seconds == nil && begun.secondsLeft == nil)
    // Of what was folded when it is gone on with, nothing counts for its pace.
    let (under, after) = try await history.pool.run { db in
      var under: [FoldRebuild] = []
      _ = try live.rebuild(db, limit: 50) { progress in
        if progress.stage == .folding { try FoldRebuild.load(db).map { under.append($0) } }
      }
      return (under, try FoldRebuild.load(db))
    }
    #expect(after == nil)
    #expect(under.map(\.folded) == under.map { $0.position - seen.1 } && under.count > 1)
    for step in under {
      let left = try #require(step.secondsLeft)
      #expect(left >= 0 && (left == 0) == (step.position == step.head))
    }
  }
}
