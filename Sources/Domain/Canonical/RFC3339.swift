/// The parts of an RFC 3339 time, such as `2013-01-31T17:05:00.25-05:00`, in the proleptic Gregorian calendar.
///
/// This is the only place that reads the grammar. Source: RFC 3339, section 5.6.
package struct RFC3339: Sendable, Hashable {
  /// How much is let pass.
  package enum Reading: Sendable, Hashable {
    /// As moments are read: no leap second, one to nine digits behind the point.
    case moment
    /// As inputs of kind time are read: a leap second counts as the next one, a space may stand for the T, and any number
    /// of digits may follow the point, in 64 bytes at most.
    case input
  }

  /// As it is written.
  package var year: Int64
  /// Seconds since 1970-01-01T00:00:00Z, without the fraction.
  package var seconds: Int64
  /// Where in the bytes the digits behind the point are; empty: there are none.
  package var fraction: Range<Int>

  package init(
    _ bytes: UnsafeBufferPointer<UInt8>, as reading: Reading
  ) throws(Timestamp.FormatError.Code) {
    let isInput = reading == .input
    guard bytes.count >= 19, !isInput || bytes.count <= 64 else { throw .shape }
    year = try RFC3339.number(bytes, 0, 4)
    let month = try RFC3339.number(bytes, 5, 2)
    let day = try RFC3339.number(bytes, 8, 2)
    let hour = try RFC3339.number(bytes, 11, 2)
    let minute = try RFC3339.number(bytes, 14, 2)
    let second = try RFC3339.number(bytes, 17, 2)
    let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
    let isSeparated = bytes[10] | 0x20 == UInt8(ascii: "t") || (isInput && bytes[10] == UInt8(ascii: " "))
    guard bytes[4] == dash, bytes[7] == dash, isSeparated else { throw .shape }
    guard bytes[13] == colon, bytes[16] == colon else { throw .shape }
    guard month >= 1, month <= 12, day >= 1, day <= RFC3339.daysIn(month: month, year: year) else { throw .date }
    guard second != 60 || isInput else { throw .leapSecond }
    guard hour < 24, minute < 60, second <= 60 else { throw .clock }

    var index = 19
    fraction = index..<index
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let start = index
      while index < bytes.count, RFC3339.isDigit(bytes[index]) {
        index += 1
        guard isInput || index - start <= 9 else { throw .fraction }
      }
      guard index > start else { throw .fraction }
      fraction = start..<index
    }
    let offset = try RFC3339.offsetMinutes(bytes, index)
    seconds =
      RFC3339.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
  }

  private static func offsetMinutes(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
  ) throws(Timestamp.FormatError.Code) -> Int64 {
    guard index < bytes.count else { throw .noOffset }
    let sign = bytes[index]
    if sign | 0x20 == UInt8(ascii: "z") {
      guard bytes.count == index + 1 else { throw .shape }
      return 0
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .shape }
    guard bytes.count == index + 6, bytes[index + 3] == UInt8(ascii: ":") else { throw .shape }
    let hours = try number(bytes, index + 1, 2)
    let minutes = try number(bytes, index + 4, 2)
    guard hours < 24, minutes < 60 else { throw .offset }
    return sign == UInt8(ascii: "-") ? -(hours * 60 + minutes) : hours * 60 + minutes
  }

  private static func number(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int
  ) throws(Timestamp.FormatError.Code) -> Int64 {
    var value: Int64 = 0
    for index in start..<start + count {
      guard isDigit(bytes[index]) else { throw .shape }
      value = value * 10 + Int64(bytes[index] - 0x30)
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func daysIn(month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`); years 0 to 9999.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = (month <= 2 ? year - 1 : year) + 400
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era - 1) * 146_097 + dayOfEra - 719_468
  }
}
