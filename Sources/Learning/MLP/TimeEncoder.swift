#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A time input, in UTC: hour of day, day of week and day of year as points on circles, and the trend in years.
struct TimeEncoder: Sendable, Equatable {
  /// Two for each circle, the trend, and the indicator of a missing time.
  static let denseWidth = 8
  /// Units of the trend at which it is clipped.
  static let clip = 4.0
  static let year = 365.2425 * 86_400
  private static let periods = [86_400.0, 7 * 86_400.0, year]

  /// The moment the trend counts from, in seconds since 1970: the centre of the training data.
  var origin: Double
  /// Seconds that are 1 in the trend: a year, or the times' standard deviation where that is more.
  var unit = TimeEncoder.year

  static func fit(_ values: [Double]) -> TimeEncoder {
    let scale = NumericScale(fitting: values)
    return TimeEncoder(origin: scale.centre, unit: max(year, scale.spread))
  }

  /// As code version 1 fitted it: from the mean of all, in Float, in which a moment is known to two minutes.
  static func firstFit(_ values: [Double]) -> TimeEncoder {
    let known = values.filter { !$0.isNaN }
    guard !known.isEmpty else { return TimeEncoder(origin: 0) }
    return TimeEncoder(origin: Double(Float(known.reduce(0, +) / Double(known.count))))
  }

  /// Whether the trend of that moment is cut off.
  func clips(_ seconds: Double) -> Bool { abs((seconds - origin) / unit) > Self.clip }

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
    target[6] = Float(min(max((seconds - origin) / unit, -Self.clip), Self.clip))
  }
}
