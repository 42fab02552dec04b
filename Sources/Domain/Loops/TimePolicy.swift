/// Which times of occurrence are plausible on the recorded clock, measured from when the ledger recorded the event.
///
/// What is outside is taken, counted, and makes no example and no hour. On an occurred clock there are no bounds.
package struct TimePolicy: Codable, Sendable, Hashable {
  /// How long before it was recorded an event may have occurred; nil: 30 days, or the join window where that is longer.
  package var before: TimeSpan?
  /// How long after it was recorded an event may say that it occurred (a producer's clock that is ahead); nil: 10 minutes.
  package var after: TimeSpan?

  package init(before: TimeSpan? = nil, after: TimeSpan? = nil) {
    self.before = before
    self.after = after
  }

  package static let leastBefore = TimeSpan(microseconds: 30 * 86_400_000_000)
  package static let defaultAfter = TimeSpan(microseconds: 600_000_000)
}
