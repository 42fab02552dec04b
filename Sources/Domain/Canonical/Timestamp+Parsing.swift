extension Timestamp {
  /// 0001-01-01T00:00:00Z, the first moment that has a text form.
  package static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z, the last moment that has a text form.
  package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// Reads an RFC 3339 time; the offset is required, digits beyond microseconds are cut off.
  ///
  /// Throws for anything else, leap seconds (second 60) and moments outside the years 0001 to 9999 UTC included.
  package init(text: String) throws(FormatError) {
    var text = text
    let result = text.withUTF8 { Timestamp.parse($0) }
    switch result {
    case .success(let moment): self = moment
    case .failure(let code): throw FormatError(code: code, text: String(text.prefix(64)))
    }
  }

  /// Reads an RFC 3339 time from its bytes, without allocating.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Timestamp, FormatError.Code> {
    do {
      return .success(try read(bytes))
    } catch {
      return .failure(error)
    }
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormatError.Code) -> Timestamp {
    guard bytes.count >= 19 else { throw .shape }
    let year = try number(bytes, 0, 4)
    let month = try number(bytes, 5, 2)
    let day = try number(bytes, 8, 2)
    let hour = try number(bytes, 11, 2)
    let minute = try number(bytes, 14, 2)
    let second = try number(bytes, 17, 2)
    let dash = UInt8(ascii: "-")
    let colon = UInt8(ascii: ":")
    guard bytes[4] == dash, bytes[7] == dash, bytes[10] | 0x20 == UInt8(ascii: "t") else { throw .shape }
    guard bytes[13] == colon, bytes[16] == colon else { throw .shape }
    guard month >= 1, month <= 12, day >= 1, day <= daysIn(month: month, year: year) else { throw .date }
    guard second != 60 else { throw .leapSecond }
    guard hour < 24, minute < 60, second < 60 else { throw .clock }

    var index = 19
    var fraction: Int64 = 0
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let start = index
      while index < bytes.count, isDigit(bytes[index]) {
        if index - start < 6 { fraction = fraction * 10 + Int64(bytes[index] - 0x30) }
        index += 1
        if index - start > 9 { throw .fraction }
      }
      guard index > start else { throw .fraction }
      var digits = index - start
      while digits < 6 {
        fraction *= 10
        digits += 1
      }
    }
    let offset = try offsetMinutes(bytes, index)

    let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
    let moment = Timestamp(microseconds: seconds * 1_000_000 + fraction)
    guard year >= 1, moment >= earliest, moment <= latest else { throw .year }
    return moment
  }

  private static func offsetMinutes(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
  ) throws(FormatError.Code) -> Int64 {
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
  ) throws(FormatError.Code) -> Int64 {
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

  /// Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date
  /// algorithms", `days_from_civil`); years 0 to 9999.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = (month <= 2 ? year - 1 : year) + 400
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era - 1) * 146_097 + dayOfEra - 719_468
  }
}
