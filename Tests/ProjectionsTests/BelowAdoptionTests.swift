import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// Rules are not retroactive.
@Suite(.database(migrated: true, adopted: false))
struct BelowAdoptionTests {
  /// Below the adoption each of these rounds is what it was: nothing is held against what stands below it.
  @Test func whatIsBelowTheAdoptionStands() async throws {
    let kinds: Set = [
      "config_of_another_loop", "tick_too_far", "not_a_sandbox", "seal_without_tick", "seal_of_another_configuration",
      "cut_out_of_order", "cut_beyond_the_tick", "seal_without_request", "run_without_dataset", "run_differs",
      "evaluation_without_dataset", "evaluation_without_challenger", "verdict_differs", "promotion_without_verdict",
      "predecessor_mismatch", "decided_ahead", "look_at_another_champion", "look_without_tick", "rollback_without_look",
    ]
    let reasons = try await Database.current.pool.run { db in
      for (number, lie) in Lie.all.enumerated() where kinds.contains(lie.reason) {
        let round = TrueRound(loop: "demo.lie-\(number)", first: try LedgerReader.head(db).position + 1)
        try History.append(db, try round.events([lie.step: lie.data]))
      }
      _ = try LedgerSetup.adopt(db, now: History.time(0))
      let fold = ProjectionFold(group: try History.group(), schema: "below")
      try fold.prepare(db)
      while try fold.step(db, limit: 100_000).count > 0 {}
      return try db.query("SELECT DISTINCT reason FROM below.fold_error").map { try $0.text(0) }
    }
    #expect(Set(reasons).isDisjoint(with: kinds))
  }
}
