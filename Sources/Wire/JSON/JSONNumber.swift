/// A number as it was scanned: its digits as an integer and a power of ten.
package struct JSONNumber: Sendable, Hashable {
  package var start: Int
  package var end: Int
  var isNegative: Bool
  /// The significant digits, where `isExact`.
  var mantissa: UInt64
  /// The power of ten that the mantissa is multiplied by.
  var exponent: Int
  /// There are no more digits than the mantissa can hold.
  var isExact: Bool
  /// There is an exponent in it.
  var hasExponent = false
  /// There is neither a fraction nor an exponent in it.
  package var isInteger: Bool
}

extension JSONNumber {
  /// The value, where it is an integer by its syntax and fits.
  package var integer: Int64? {
    guard isInteger, isExact else { return nil }
    guard isNegative else { return Int64(exactly: mantissa) }
    return mantissa == Int64.min.magnitude ? Int64.min : Int64(exactly: mantissa).map { -$0 }
  }

  /// The value by one exact operation on doubles, where that is possible (Clinger 1990).
  var quickDouble: Double? {
    guard isExact, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= 10 }
    let size = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return isNegative ? -size : size
  }
}
