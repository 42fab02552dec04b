/// A time as RFC 3339 writes it, such as `2013-01-31T17:05:00.25-05:00`, in the proleptic Gregorian calendar.
///
/// This is the only place that reads the grammar (RFC 3339, section 5.6), and what it takes is the same moment for
/// `ledger.moment` in SQL: second 60 is the next second, a space may stand for the T, and what is finer than a microsecond
/// is rounded as `timestamptz` rounds it.
package struct RFC3339: Sendable, Hashable {
  /// Longest text, in bytes.
  package static let limit = 64
  /// The offset furthest from UTC, in minutes.
  package static let offsetLimit: Int64 = 15 * 60 + 59

  /// Seconds since 1970-01-01T00:00:00Z, without the fraction.
  package var seconds: Int64
  /// Where in the bytes the digits behind the point are; empty: there are none.
  package var fraction: Range<Int>
  /// The moment; within `Timestamp.earliest` and `Timestamp.latest`.
  package var moment: Timestamp

  package init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Timestamp.FormatError.Code) {
    guard bytes.count <= RFC3339.limit else { throw .length }
    guard bytes.count >= 19 else { throw .shape }
    let year = try RFC3339.number(bytes, 0, 4)
    let month = try RFC3339.number(bytes, 5, 2)
    let day = try RFC3339.number(bytes, 8, 2)
    let hour = try RFC3339.number(bytes, 11, 2)
    let minute = try RFC3339.number(bytes, 14, 2)
    let second = try RFC3339.number(bytes, 17, 2)
    let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
    let isSeparated = bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " ")
    guard bytes[4] == dash, bytes[7] == dash, isSeparated else { throw .shape }
    guard bytes[13] == colon, bytes[16] == colon else { throw .shape }
    guard year >= 1 else { throw .year }
    guard month >= 1, month <= 12, day >= 1, day <= RFC3339.daysIn(month: month, year: year) else { throw .date }
    guard hour < 24, minute < 60, second <= 60 else { throw .clock }

    var index = 19
    fraction = index..<index
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let start = index
      while index < bytes.count, RFC3339.isDigit(bytes[index]) { index += 1 }
      guard index > start else { throw .fraction }
      fraction = start..<index
    }
    let offset = try RFC3339.offsetMinutes(bytes, index)
    seconds =
      RFC3339.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
    let microseconds = RFC3339.microseconds(bytes, fraction)
    moment = Timestamp(microseconds: seconds * 1_000_000 + microseconds)
    guard moment >= Timestamp.earliest, moment <= Timestamp.latest else { throw .year }
  }

  /// The digits behind the point in microseconds, rounded as `timestamptz` does: by way of the nearest double.
  private static func microseconds(_ bytes: UnsafeBufferPointer<UInt8>, _ fraction: Range<Int>) -> Int64 {
    guard fraction.count > 6 else {
      var value: Int64 = 0
      for place in 0..<6 {
        value = value * 10 + (place < fraction.count ? Int64(bytes[fraction.lowerBound + place] - 0x30) : 0)
      }
      return value
    }
    let share = Double("0." + String(decoding: bytes[fraction], as: UTF8.self)) ?? 0
    return Int64((share * 1_000_000).rounded(.toNearestOrEven))
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
    guard minutes < 60, hours * 60 + minutes <= offsetLimit else { throw .offset }
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
