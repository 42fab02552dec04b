import Postgres

/// What a loop's examples wait for: interactions that no tick has closed yet, and feedback that none has reached.
package struct ExampleBacklog: Sendable, Hashable {
  package var loop: String
  /// Whether ticks that name the loop move its clock.
  package var isOccurred: Bool
  /// What the loop's clock shows, in microseconds since 1970-01-01T00:00:00Z; nil: there was no tick yet.
  package var clock: Int64?
  /// Interactions that wait for the tick that passes their join window.
  package var open: Int64
  /// Of these, how many are later than the clock shows.
  package var ahead: Int64
  /// The time of the oldest open one on the loop's clock.
  package var oldest: Int64?
  /// And of the newest.
  package var newest: Int64?
  /// Feedback whose time no tick has reached yet.
  package var waitingFeedback: Int64

  /// Of every loop, by name.
  package static func all(_ db: PostgresSession) throws -> [ExampleBacklog] {
    try db.query(
      """
      SELECT b.loop, p.clock = 'occurred' AS is_occurred, b.clock_time, b.open, b.ahead, b.oldest, b.newest,
        b.waiting_feedback
      FROM millrace.example_backlog b JOIN millrace.loop_policy p ON p.loop = b.loop ORDER BY b.loop
      """
    ).map { row in
      ExampleBacklog(
        loop: try row.text("loop"), isOccurred: try row.bool("is_occurred"),
        clock: try row.optionalTimestampMicros("clock_time"), open: try row.int64("open"),
        ahead: try row.int64("ahead"), oldest: try row.optionalTimestampMicros("oldest"),
        newest: try row.optionalTimestampMicros("newest"),
        waitingFeedback: try row.int64("waiting_feedback"))
    }
  }
}
