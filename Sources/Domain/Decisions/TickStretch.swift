/// Which ticks of a loop's clock can go out together, because nothing happens between them.
///
/// A tick matters where something can be due at it: the join window of an open interaction closes, a dataset can be
/// sealed, a trial ends, or events came since the tick before. Between such ticks nothing that the loop decides or folds
/// depends on the others, so they need not be waited for one by one.
package struct TickStretch: Sendable, Hashable {
  /// Between two ticks.
  package var step: TimeSpan
  /// The clock moves no further than the first tick behind this.
  package var end: Timestamp
  /// Of more ticks than this at which nothing can be due, none is sent but the last.
  package var limit: Int64

  package init(step: TimeSpan, end: Timestamp, limit: Int64 = 4_000) {
    self.step = step
    self.end = end
    self.limit = limit
  }

  /// The next ticks up to the first that has to be waited for.
  /// - Parameters:
  ///   - clock: the last tick; ticks stand at whole steps behind it.
  ///   - nextEvent: when the next event comes that was not played yet; its tick is the one behind it.
  ///   - due: moments at which something can be due; those that the clock has passed count no more.
  /// - Returns: at least one; none is behind `Timestamp.latest`, which is where the last one stands at the end of time.
  package func ticks(after clock: Timestamp, nextEvent: Timestamp?, due: [Timestamp]) -> [Timestamp] {
    let moment = due.filter { $0 > clock }.min()
    // Numbers of ticks: the first at or behind what is due, the last before the next event, the last of all.
    var count = steps(to: end, from: clock, roundingUp: false) + 1
    if let moment { count = min(count, steps(to: moment, from: clock, roundingUp: true)) }
    if let nextEvent { count = min(count, steps(to: nextEvent, from: clock, roundingUp: false)) }
    count = max(count, 1)
    // No more than one tick at the end of time.
    count = min(count, max(steps(to: .latest, from: clock, roundingUp: true), 1))
    let first = count > limit ? count : 1
    // The last of them may stand beyond the last moment that has a text form: it stands there then.
    return (first...count).map { min(Timestamp(microseconds: clock.microseconds + $0 * step.microseconds), .latest) }
  }

  private func steps(to moment: Timestamp, from clock: Timestamp, roundingUp: Bool) -> Int64 {
    let distance = moment.microseconds - clock.microseconds
    guard distance > 0 else { return 0 }
    return (distance + (roundingUp ? step.microseconds - 1 : 0)) / step.microseconds
  }
}
