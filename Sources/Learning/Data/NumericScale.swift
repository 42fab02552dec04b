/// Where the values of a numeric column lie, and how far apart: in `Double`, and such that no few absurd values move it.
///
/// Values are pulled in to Tukey's outer fences, three interquartile ranges beyond the quartiles (Exploratory Data
/// Analysis, 1977), and mean and standard deviation are taken of what that gives (winsorised moments: Dixon 1960). Up to
/// a quarter of the values may be absurd on either side; where none lies beyond the fences, which is so for nearly all of
/// a normal distribution, they are plain mean and standard deviation.
package struct NumericScale: Sendable, Hashable {
  /// Values farther from the centre than this many standard deviations are clipped.
  package static let clip = 4.0

  /// Finite.
  package var centre: Double
  /// Standard deviation, finite; 0: all values are equal, or there are none.
  package var spread: Double

  package init(centre: Double, spread: Double) {
    self.centre = centre
    self.spread = spread
  }

  /// Of a column; NaN: missing.
  package init(fitting values: [Double]) {
    let known = values.filter { !$0.isNaN }
    self.init(known, sample: ValueSample.sorted(known))
  }

  /// Of values of which none is NaN, and the sorted sample of them.
  init(_ known: [Double], sample: [Double]) {
    guard let fences = Fences(known, sample: sample) else {
      self.init(centre: known.first.map(Fences.finite) ?? 0, spread: 0)
      return
    }
    // What is near the limit of Double is made smaller first, so that no sum overflows.
    let factor = max(abs(fences.low), abs(fences.high)) > 0x1p1000 ? 0x1p-30 : 1.0
    let (low, high, middle) = (fences.low * factor, fences.high * factor, fences.middle * factor)
    let unit = max(high - middle, middle - low)
    var sum = 0.0
    for value in known { sum += (min(max(value * factor, low), high) - middle) / unit }
    let mean = sum / Double(known.count)
    var squares = 0.0
    for value in known {
      let deviation = (min(max(value * factor, low), high) - middle) / unit - mean
      squares += deviation * deviation
    }
    let spread = (squares / Double(known.count)).squareRoot() * unit
    self.init(
      centre: Fences.finite((middle + mean * unit) / factor),
      spread: max(Fences.finite(spread / factor), .leastNonzeroMagnitude))
  }

  /// The value in standard deviations from the centre, at most `clip` of them: the difference is taken in `Double`, so
  /// that large neighbours stay apart. Finite for every value but NaN.
  @inline(__always)
  package func standardised(_ value: Double) -> Float {
    guard spread > 0 else { return 0 }
    // The difference of two values near the limit of Double overflows unless both are made smaller.
    let factor = spread > 0x1p1000 ? 0x1p-30 : 1.0
    let deviations = (value * factor - centre * factor) / (spread * factor)
    return Float(min(max(deviations, -Self.clip), Self.clip))
  }

  /// Whether `standardised` cuts the value off.
  package func clips(_ value: Double) -> Bool {
    guard spread > 0, !value.isNaN else { return false }
    let factor = spread > 0x1p1000 ? 0x1p-30 : 1.0
    return abs((value * factor - centre * factor) / (spread * factor)) > Self.clip
  }
}
