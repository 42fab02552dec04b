/// A length of time in microseconds; written in loop files as `90s`, `30m`, `6h`, `2d` or `1w`.
package struct TimeSpan: Sendable, Hashable, Comparable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.microseconds < right.microseconds }

  package static func + (moment: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(microseconds: moment.microseconds + span.microseconds)
  }

  package static func - (moment: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(microseconds: moment.microseconds - span.microseconds)
  }
}
