/// Spaces small transactions that follow each other for long, and lets a burst of them pass at once: the generic cell
/// rate algorithm (ITU-T I.371).
///
/// A transaction costs about the same for one event as for a thousand, so a service that is always behind by a few spends
/// all its time on the cost.
package struct Pacer: Sendable {
  private let interval: Duration
  private let tolerance: Duration
  /// When the next one would be due if all came evenly.
  private var due: ContinuousClock.Instant?

  /// - Parameters:
  ///   - interval: the mean time between two, in the long run.
  ///   - burst: how many may pass without it.
  package init(interval: Duration, burst: Int) {
    self.interval = interval
    tolerance = interval * burst
  }

  /// Counts one that ended now.
  /// - Returns: how long to pause before the next.
  package mutating func pause(after now: ContinuousClock.Instant) -> Duration {
    let due = max(self.due ?? now, now) + interval
    self.due = due
    return max(.zero, due - now - tolerance)
  }
}
