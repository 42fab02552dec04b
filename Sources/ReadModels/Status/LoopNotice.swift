import Domain
import Postgres

/// Something that was sent to a loop and teaches it nothing, or nothing yet: how often, and how to mend it.
package struct LoopNotice: Sendable, Hashable {
  package enum Code: String, Sendable, Hashable, CaseIterable {
    case wrongKind = "wrong_kind"
    case notATime = "not_a_time"
    case undeclared
    /// Names beyond those that the read models list one by one.
    case moreUndeclared = "more_undeclared"
    /// Inputs beyond those that are told one by one.
    case moreInputs = "more_inputs"
    case timeImplausible = "time_implausible"
    case aheadOfClock = "ahead_of_clock"
    case feedbackWaiting = "feedback_waiting"
  }

  package var loop: String
  package var code: Code
  /// Where it is about one.
  package var input: String?
  package var count: Int64
  /// For people.
  package var sentence: String

  init(_ loop: String, _ code: Code, input: String? = nil, count: Int64, _ sentence: String) {
    self.loop = loop
    self.code = code
    self.input = input
    self.count = count
    self.sentence = sentence
  }

  /// Those of every loop, by loop, the weightiest first. What is not there yet, or not for this login to read, is not told.
  package static func all(_ db: PostgresSession) throws -> [LoopNotice] {
    guard try db.canRead("fold", "loop_version") else { return [] }
    let notices = try inputs(db) + implausibleTimes(db) + clock(db)
    return notices.enumerated().sorted { ($0.element.loop, $0.offset) < ($1.element.loop, $1.offset) }.map(\.element)
  }

  /// Interactions that make no example, since they say that they occurred outside the loop's bounds.
  private static func implausibleTimes(_ db: PostgresSession) throws -> [LoopNotice] {
    guard try db.canRead("fold", "input_problem"), try db.canRead("fold", "interaction") else { return [] }
    return try db.query(
      """
      SELECT i.loop, count(*) FROM fold.fold_error f JOIN fold.interaction i ON i.position = f.position
      WHERE f.projection = 'interaction' AND f.reason = 'time_implausible' AND i.time_implausible
      GROUP BY i.loop ORDER BY i.loop
      """
    ).map { row in
      let count = try row.int64(1)
      return LoopNotice(
        try row.text(0), .timeImplausible, count: count,
        Counted.text(
          count, one: "interaction occurred outside the times that are plausible for the loop, and makes no example",
          other: "interactions occurred outside the times that are plausible for the loop, and make no example")
          + "; correct "
          + "`occurred_at` where it comes from, or say more under `times` in the loop's file")
    }
  }

  /// What lies ahead of clocks that ticks from outside move; the recorded clock is always a little behind what comes.
  private static func clock(_ db: PostgresSession) throws -> [LoopNotice] {
    guard try db.canRead("millrace", "example_backlog"), try db.canRead("millrace", "loop_policy") else { return [] }
    return try ExampleBacklog.all(db).flatMap { backlog -> [LoopNotice] in
      guard backlog.isOccurred, let clock = backlog.clock.map(Timestamp.init(microseconds:)) else { return [] }
      var notices: [LoopNotice] = []
      if backlog.ahead > 0, let newest = backlog.newest.map(Timestamp.init(microseconds:)) {
        notices.append(
          LoopNotice(
            backlog.loop, .aheadOfClock, count: backlog.ahead,
            "\(backlog.ahead) of \(Counted.text(backlog.open, "open interaction")) \(backlog.ahead == 1 ? "is" : "are") later "
              + "than the loop's clock, \(clock.phrase), the newest at \(newest.phrase): each closes once ticks have passed it by the join window; where that is wrong, correct "
              + "`occurred_at` where it comes from"))
      }
      if backlog.waitingFeedback > 0 {
        notices.append(
          LoopNotice(
            backlog.loop, .feedbackWaiting, count: backlog.waitingFeedback,
            "\(Counted.text(backlog.waitingFeedback, one: "feedback is", other: "feedbacks are")) dated later than the loop's "
              + "clock, \(clock.phrase): each counts from the "
              + "tick on that reaches its time; where that is wrong, send the feedback again with the right `occurred_at`"
          ))
      }
      return notices
    }
  }
}
