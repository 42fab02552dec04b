import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// What a control event claims is held against what stands below it: one lie in a round that is true otherwise is an error
/// of the event that tells it, and changes nothing.
@Suite(.database(migrated: true))
struct TruthTests {
  private static let rows = """
    SELECT e.position, e.loop, f.reason FROM SCHEMA.fold_error f JOIN ledger.event e USING (position)
    """

  @Test func oneLieIsAnErrorOfItsOwnEvent() async throws {
    let (rounds, errors, slots, ticks) = try await Database.current.pool.run { db in
      var rounds: [TrueRound] = []
      for number in 0...Lie.all.count {
        let round = TrueRound(loop: "demo.lie-\(number)", first: try LedgerReader.head(db).position + 1)
        let lie = number < Lie.all.count ? [Lie.all[number].step: Lie.all[number].data] : [:]
        try History.append(db, try round.events(lie))
        rounds.append(round)
      }
      for limit: Int64 in [1, 7, 100_000] {
        let fold = ProjectionFold(group: try History.group(), schema: "truth\(limit)")
        try fold.prepare(db)
        while try fold.step(db, limit: limit).count > 0 {}
      }
      func query(_ sql: String) throws -> [(Int64, String, String)] {
        try db.query(sql.replacing("SCHEMA", with: "truth1")).map { (try $0.int64(0), try $0.text(1), try $0.text(2)) }
      }
      for table in try ProjectionFold(group: try History.group(), schema: "truth1").checksums(db) {
        for limit in [7, 100_000] {
          let other = ProjectionFold(group: try History.group(), schema: "truth\(limit)")
          #expect(try other.checksums(db)[table.key] == table.value, "\(table.key), windows of \(limit)")
        }
      }
      return (
        rounds, try query(Self.rows),
        try query("SELECT generation, loop, change FROM SCHEMA.champion_history ORDER BY generation"),
        try query("SELECT position, loop, event_id FROM SCHEMA.tick")
      )
    }
    for (lie, round) in zip(Lie.all, rounds) {
      let mine = errors.filter { $0.1 == round.loop }.sorted { $0.0 < $1.0 }
      #expect(mine.first?.0 == round.position(lie.step), "\(lie)")
      #expect(mine.first?.2 == lie.reason, "\(lie)")
      #expect(!mine.contains { $0.2 == ProjectionFold.leftOut }, "\(lie)")
      let isBeforePromotion = lie.step.rawValue <= TrueRound.Step.promoted.rawValue && lie.step != .requested
      let changes = slots.filter { $0.1 == round.loop }.map(\.2)
      #expect(
        changes
          == (lie.step == .requested ? ["promoted", "rolled_back"] : isBeforePromotion ? [] : ["promoted"]), "\(lie)")
      if lie.step != .later && lie.step != .configured {
        #expect(ticks.contains { $0.1 == round.loop && $0.2 == round.id(.later) }, "\(lie): the clock goes on")
      }
    }
    let truth = try #require(rounds.last)
    #expect(!errors.contains { $0.1 == truth.loop })
    #expect(slots.filter { $0.1 == truth.loop }.map(\.2) == ["promoted", "rolled_back"])
  }

  /// In a sandbox labels may be spoilt, by a request that the seal names.
  @Test func aSandboxMaySpoilItsLabels() async throws {
    let (errors, labels) = try await Database.current.pool.run { db in
      let round = TrueRound(loop: "demo.sandbox", first: try LedgerReader.head(db).position + 1, isSandbox: true)
      let asked: JSONValue = ["labels": "inverted", "force": true]
      try History.append(
        db,
        try round.events([
          .requested: asked,
          .sealed: asked.overlaid(with: ["request_id": .string(round.id(.requested))]),
        ]))
      let fold = ProjectionFold(group: try History.group(), schema: "sandbox")
      try fold.prepare(db)
      while try fold.step(db, limit: 5).count > 0 {}
      return (
        try db.query("SELECT reason FROM sandbox.fold_error").map { try $0.text(0) },
        try db.query("SELECT labels FROM sandbox.dataset").map { try $0.text(0) }
      )
    }
    #expect(errors.isEmpty && labels == ["inverted"])
  }
}
