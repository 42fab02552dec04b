extension TimeSpan: CustomStringConvertible {
  package static let zero = TimeSpan(microseconds: 0)

  package var description: String { text }

  /// The shortest usual form: whole weeks as `2w`, else days, hours, minutes, seconds, `ms` and `us`, such as `1d12h`.
  package var text: String {
    guard microseconds != 0 else { return "0s" }
    var rest = microseconds.magnitude
    let sign = microseconds < 0 ? "-" : ""
    if rest % Unit.week.microseconds == 0 { return "\(sign)\(rest / Unit.week.microseconds)w" }
    var text = sign
    for unit in Unit.allCases where unit != .week {
      let count = rest / unit.microseconds
      guard count > 0 else { continue }
      text += "\(count)\(unit.rawValue)"
      rest %= unit.microseconds
    }
    return text
  }

  /// Reads a length of time: whole numbers with the units `w d h m s ms us`, the larger first, each once, such as `1d12h`.
  package init(text: String) throws(FormatError) {
    var total: UInt64 = 0
    var last: Unit?
    var rest = Substring(text)
    guard !rest.isEmpty else { throw FormatError(code: .shape, text: text) }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(letters.count)
      guard !digits.isEmpty else { throw FormatError(code: .shape, text: text) }
      guard let unit = Unit(rawValue: String(letters)) else {
        throw FormatError(code: letters.isEmpty ? .noUnit : .unit, text: text)
      }
      if let last, last.microseconds <= unit.microseconds { throw FormatError(code: .order, text: text) }
      last = unit
      guard let count = UInt64(digits) else { throw FormatError(code: .range, text: text) }
      let (part, tooLarge) = count.multipliedReportingOverflow(by: unit.microseconds)
      let (sum, overflow) = total.addingReportingOverflow(part)
      // A century and more than a thousand of them: far enough from overflow for any sum with a moment.
      guard !tooLarge, !overflow, sum <= 4_000_000_000_000_000_000 else { throw FormatError(code: .range, text: text) }
      total = sum
    }
    self.init(microseconds: Int64(total))
  }
}
