import Postgres

/// The copy of the read models that is being folded anew, to take the live one's place.
package struct FoldRebuild: Sendable, Hashable {
  /// Of the folds' files that it is made by.
  package var version: String
  /// Whether the live copy is of another version: then nothing is decided until this one has taken over.
  package var isOtherVersion: Bool
  /// Up to where it is folded.
  package var position: Int64
  /// The ledger's last position: where it is going.
  package var head: Int64
  /// For how long it has been folded since it was begun or gone on with, in seconds; nil where that is not known.
  package var seconds: Double?
  /// Positions that were folded in that time.
  package var folded: Int64

  package init(
    version: String, isOtherVersion: Bool, position: Int64, head: Int64, seconds: Double?, folded: Int64
  ) {
    self.version = version
    self.isOtherVersion = isOtherVersion
    self.position = position
    self.head = head
    self.seconds = seconds
    self.folded = folded
  }

  /// Seconds until it takes over, at the pace so far; nil where nothing was folded yet that a pace could be told by.
  package var secondsLeft: Double? {
    guard let seconds, seconds > 0, folded > 0 else { return nil }
    return Double(max(head - position, 0)) * seconds / Double(folded)
  }

  /// - Returns: nil where none is under way that this login may read.
  package static func load(_ db: PostgresSession) throws -> FoldRebuild? {
    guard try db.canRead("fold_next", "checkpoint") else { return nil }
    return try db.query(
      """
      SELECT c.version, l.version IS DISTINCT FROM c.version AS is_other, c.position, h.position AS head,
        extract(epoch FROM clock_timestamp() - v.begun_at)::double precision AS seconds,
        greatest(c.position - coalesce(v.begun_position, c.position), 0) AS folded
      FROM fold_next.checkpoint c CROSS JOIN ledger.head h
      LEFT JOIN fold.checkpoint l ON l.group_name = c.group_name
      LEFT JOIN artifact.fold_version v ON v.group_name = c.group_name AND v.version = c.version
      """
    ).first.map { row in
      FoldRebuild(
        version: try row.text("version"), isOtherVersion: try row.bool("is_other"),
        position: try row.int64("position"), head: try row.int64("head"), seconds: try row.optionalDouble("seconds"),
        folded: try row.int64("folded"))
    }
  }
}
