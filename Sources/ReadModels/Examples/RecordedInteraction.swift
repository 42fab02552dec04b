import Domain
import Postgres

/// What the read models say of interactions, whether their outcome is known or not.
package enum RecordedInteraction {
  /// How many occurred in [from, to).
  package static func count(_ db: PostgresSession, loop: String, times: Range<Int64>) throws -> Int {
    try db.query(
      """
      SELECT count(*) AS count FROM fold.interaction WHERE loop = $1
        AND occurred_at >= coalesce($2, '-infinity'::timestamptz) AND occurred_at < coalesce($3, 'infinity'::timestamptz)
      """, [.text(loop)] + ExampleWindow.bounds(times)
    ).first?.int("count") ?? 0
  }

  /// What `millrace.explain` says: an object with `interaction`, `slot`, `promotion`, `verdict`, `gate`, `run`,
  /// `dataset`, `trial`, `feedback`, `examples` and `now`.
  /// - Parameter loop: may be nil; of two loops that know the id, the one where it was recorded first is taken.
  /// - Returns: nil where no loop knows the interaction.
  package static func explanation(_ db: PostgresSession, id: String, loop: String?) throws -> JSONValue? {
    try db.query(
      "SELECT millrace.explain($1, $2)::text AS facts", [.text(id), loop.map(PostgresValue.text) ?? .null]
    ).first?.optionalJSON("facts")
  }
}
