#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A time input, in UTC: hour of day, day of week and day of year as points on circles, and the trend in years.
struct TimeEncoder: Sendable, Equatable {
  /// Two for each circle, the trend, and the indicator of a missing time.
  static let denseWidth = 8
  private static let periods = [86_400.0, 7 * 86_400.0, 365.2425 * 86_400.0]

  /// The moment the trend counts from, in seconds since 1970: the middle of the training data.
  var origin: Float

  static func fit(_ values: [Double]) -> TimeEncoder {
    let known = values.filter { !$0.isNaN }
    guard !known.isEmpty else { return TimeEncoder(origin: 0) }
    return TimeEncoder(origin: Float(known.reduce(0, +) / Double(known.count)))
  }

  func encode(_ seconds: Double, into target: UnsafeMutablePointer<Float>) {
    guard !seconds.isNaN else {
      target[7] = 1
      return
    }
    for (index, period) in Self.periods.enumerated() {
      let turn = seconds / period
      let angle = (turn - turn.rounded(.down)) * 2 * Double.pi
      target[2 * index] = Float(sin(angle))
      target[2 * index + 1] = Float(cos(angle))
    }
    target[6] = Float(min(max((seconds - Double(origin)) / (365.2425 * 86_400), -4), 4))
  }
}
