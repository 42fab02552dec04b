extension TimeSpan {
  /// The units of a length of time's text, the largest first.
  enum Unit: String, CaseIterable {
    case week = "w"
    case day = "d"
    case hour = "h"
    case minute = "m"
    case second = "s"
    case millisecond = "ms"
    case microsecond = "us"

    var microseconds: UInt64 {
      switch self {
      case .week: 604_800_000_000
      case .day: 86_400_000_000
      case .hour: 3_600_000_000
      case .minute: 60_000_000
      case .second: 1_000_000
      case .millisecond: 1_000
      case .microsecond: 1
      }
    }
  }
}
