extension Timestamp: CustomStringConvertible {
  package var description: String { text }

  /// The RFC 3339 form in UTC, such as `2013-01-31T22:05:00Z`, with six fractional digits where they are not all zero.
  package var text: String {
    var micros = microseconds % 1_000_000
    var seconds = microseconds / 1_000_000
    if micros < 0 {
      micros += 1_000_000
      seconds -= 1
    }
    var secondOfDay = seconds % 86_400
    var days = seconds / 86_400
    if secondOfDay < 0 {
      secondOfDay += 86_400
      days -= 1
    }
    let (year, month, day) = Timestamp.civil(days: days)
    guard year >= 0, year <= 9999 else { return "\(microseconds)us" }
    return String(unsafeUninitializedCapacity: 27) { buffer in
      var end = 0
      func put(_ value: Int64, _ width: Int, _ after: UInt8) {
        var rest = value
        for place in stride(from: end + width - 1, through: end, by: -1) {
          buffer.initializeElement(at: place, to: UInt8(truncatingIfNeeded: rest % 10) &+ 0x30)
          rest /= 10
        }
        buffer.initializeElement(at: end + width, to: after)
        end += width + 1
      }
      put(year, 4, UInt8(ascii: "-"))
      put(month, 2, UInt8(ascii: "-"))
      put(day, 2, UInt8(ascii: "T"))
      put(secondOfDay / 3_600, 2, UInt8(ascii: ":"))
      put(secondOfDay / 60 % 60, 2, UInt8(ascii: ":"))
      put(secondOfDay % 60, 2, micros == 0 ? UInt8(ascii: "Z") : UInt8(ascii: "."))
      if micros != 0 { put(micros, 6, UInt8(ascii: "Z")) }
      return end
    }
  }

  /// The same in a sentence; what is due may lie beyond the last moment that has a text form.
  package var phrase: String { self > Timestamp.latest ? "a time beyond the year 9999" : text }

  /// The date of a day counted from 1970-01-01 (Hinnant, `civil_from_days`).
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
