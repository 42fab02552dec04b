/// Reads RFC 3339 times, such as `2013-01-31T17:05:00.25-05:00`.
enum RFC3339 {
  /// Seconds since 1970-01-01T00:00:00Z, or nil where the text is no such time. A leap second counts as the next one.
  static func seconds(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard bytes.count >= 20, bytes.count <= 64,
      let year = digits(bytes, 0, 4), bytes[4] == UInt8(ascii: "-"),
      let month = digits(bytes, 5, 2), (1...12).contains(month), bytes[7] == UInt8(ascii: "-"),
      let day = digits(bytes, 8, 2), (1...daysIn(month, year)).contains(day),
      bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      let hour = digits(bytes, 11, 2), hour < 24, bytes[13] == UInt8(ascii: ":"),
      let minute = digits(bytes, 14, 2), minute < 60, bytes[16] == UInt8(ascii: ":"),
      let second = digits(bytes, 17, 2), second <= 60
    else { return nil }
    var next = 19
    var fraction = 0.0
    if bytes[next] == UInt8(ascii: ".") {
      var scale = 0.1
      next += 1
      let first = next
      while next < bytes.count, let digit = digits(bytes, next, 1) {
        fraction += Double(digit) * scale
        scale /= 10
        next += 1
      }
      if next == first { return nil }
    }
    guard let offset = offsetSeconds(bytes, from: next) else { return nil }
    let days = daysSinceEpoch(year, month, day)
    return Double(days * 86400 + hour * 3600 + minute * 60 + second - offset) + fraction
  }

  private static func offsetSeconds(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    if bytes[start] | 0x20 == UInt8(ascii: "z") { return start + 1 == bytes.count ? 0 : nil }
    guard bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-"), start + 6 == bytes.count,
      let hour = digits(bytes, start + 1, 2), hour < 24, bytes[start + 3] == UInt8(ascii: ":"),
      let minute = digits(bytes, start + 4, 2), minute < 60
    else { return nil }
    let offset = hour * 3600 + minute * 60
    return bytes[start] == UInt8(ascii: "-") ? -offset : offset
  }

  private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for index in start..<start + count {
      guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
      value = value * 10 + Int(bytes[index] - 0x30)
    }
    return value
  }

  private static func daysIn(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
