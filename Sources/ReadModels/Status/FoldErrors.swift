import Postgres

/// The events that the live folds could not use.
package enum FoldErrors {
  /// Those at positions of a range: nothing follows from them, and whoever reacts to events passes over them.
  package static func positions(_ db: PostgresSession, in range: ClosedRange<Int64>) throws -> Set<Int64> {
    Set(
      try db.query(
        "SELECT DISTINCT position FROM fold.fold_error WHERE position >= $1 AND position <= $2",
        [.int(range.lowerBound), .int(range.upperBound)]
      ).map { try $0.int64("position") })
  }
}
