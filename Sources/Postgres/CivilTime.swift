/// A moment as date and time of day in UTC, in the proleptic Gregorian calendar.
///
/// Source: H. Hinnant, "chrono-compatible low-level date algorithms" (days_from_civil, civil_from_days).
struct CivilTime {
  /// Bytes that hold any value's text form.
  static let longestText = 40

  /// Astronomical: 0 is 1 BC.
  var year: Int64
  var month: Int64
  var day: Int64
  var secondOfDay: Int64
  var microsecond: Int64

  init(micros: Int64) {
    let (seconds, fraction) = CivilTime.floorDivide(micros, 1_000_000)
    let (days, second) = CivilTime.floorDivide(seconds, 86_400)
    let shifted = days + 719_468
    let era = CivilTime.floorDivide(shifted, 146_097).quotient
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * march + 2) / 5 + 1
    month = march < 10 ? march + 3 : march - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    secondOfDay = second
    microsecond = fraction
  }

  /// Days since 1970-01-01.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400).quotient
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// Writes `YYYY-MM-DD HH:MM:SS[.ffffff]+00[ BC]` and returns the number of bytes; needs ``longestText`` of room.
  func write(to target: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var end = 0
    func put(_ value: Int64, width: Int) {
      var divisor: Int64 = 1
      for _ in 1..<width { divisor *= 10 }
      while value / divisor >= 10 { divisor *= 10 }
      while divisor > 0 {
        target[end] = UInt8(48 + value / divisor % 10)
        end += 1
        divisor /= 10
      }
    }
    func put(_ byte: Unicode.Scalar) {
      target[end] = UInt8(ascii: byte)
      end += 1
    }
    put(year > 0 ? year : 1 - year, width: 4)
    put("-")
    put(month, width: 2)
    put("-")
    put(day, width: 2)
    put(" ")
    put(secondOfDay / 3600, width: 2)
    put(":")
    put(secondOfDay / 60 % 60, width: 2)
    put(":")
    put(secondOfDay % 60, width: 2)
    if microsecond != 0 {
      put(".")
      put(microsecond, width: 6)
    }
    for byte in (year > 0 ? "+00" : "+00 BC").unicodeScalars { put(byte) }
    return end
  }
}
