/// Reads values in PostgreSQL's text form (ISO dates, hex bytea); nil when the text is not of that form.
enum TextParser {
  typealias Text = UnsafeBufferPointer<UInt8>

  static func int64(_ text: Text) -> Int64? {
    guard let first = text.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text[...]
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      let digit = byte &- 48
      guard digit < 10 else { return nil }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.subtractingReportingOverflow(Int64(digit))
      guard !tooLarge, !overflow else { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  static func double(_ text: Text) -> Double? {
    let string = String(decoding: text, as: UTF8.self)
    switch string {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default:
      guard let first = text.first, first == 45 || (48...57).contains(first) else { return nil }
      return Double(string)
    }
  }

  static func bool(_ text: Text) -> Bool? {
    guard text.count == 1 else { return nil }
    return text[0] == UInt8(ascii: "t") ? true : text[0] == UInt8(ascii: "f") ? false : nil
  }

  /// `\x…`
  static func bytes(_ text: Text) -> [UInt8]? {
    guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
      return nil
    }
    var isValid = true
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 2 - 1) { target, count in
      for index in 0..<(text.count / 2 - 1) {
        let high = nibble(text[2 * index + 2])
        let low = nibble(text[2 * index + 3])
        if high | low > 15 { isValid = false }
        target[index] = high << 4 | low & 15
      }
      count = text.count / 2 - 1
    }
    return isValid ? bytes : nil
  }

  @inline(__always)
  private static func nibble(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 48...57: byte &- 48
    case 97...102: byte &- 87
    case 65...70: byte &- 55
    default: 255
    }
  }

  /// `2013-01-31 23:59:59.5+00`, ` BC` after it for years before 1; microseconds since 1970-01-01T00:00:00Z.
  static func timestampMicros(_ text: Text) -> Int64? {
    var reader = DigitReader(text)
    guard let year = reader.number(), reader.take("-"), let month = reader.number(), reader.take("-"),
      let day = reader.number(), reader.take(" "), let hour = reader.number(), reader.take(":"),
      let minute = reader.number(), reader.take(":"), let second = reader.number()
    else { return nil }
    let fraction = reader.take(".") ? reader.fraction() : 0
    let isEast = reader.take("+")
    guard let fraction, isEast || reader.take("-"), let zoneHours = reader.number() else { return nil }
    var zone = zoneHours * 3600
    if reader.take(":") { zone += (reader.number() ?? 0) * 60 }
    if reader.take(":") { zone += reader.number() ?? 0 }
    var astronomicalYear = year
    if !reader.isAtEnd {
      guard reader.take(" "), reader.take("B"), reader.take("C"), reader.isAtEnd else { return nil }
      astronomicalYear = 1 - year
    }
    guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else { return nil }
    let days = CivilTime.days(year: astronomicalYear, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - (isEast ? zone : -zone)
    return seconds * 1_000_000 + fraction
  }
}
