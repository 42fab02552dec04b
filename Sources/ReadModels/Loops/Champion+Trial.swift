import Domain
import Postgres

extension Champion {
  /// How often it had been looked at before a tick; nil where it is not on trial there: it was not promoted, or a look
  /// has decided.
  package func looks(_ db: PostgresSession, loop: String, before tick: Int64) throws -> Int? {
    guard change == "promoted" else { return nil }
    let last = try db.query(
      """
      SELECT look, outcome FROM fold.verdict_revision
      WHERE loop = $1 AND generation = $2 AND tick_position < $3 ORDER BY look DESC LIMIT 1
      """, [.text(loop), .int(generation), .int(tick)]
    ).first
    guard let last else { return 0 }
    return try last.text("outcome") == TrialLook.Outcome.undecided.rawValue ? try last.int("look") : nil
  }
}
