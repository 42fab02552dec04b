/// The parts of a text in JSON number form, which this is the only place to read outside JSON texts.
///
/// Source of the grammar: RFC 8259, section 6.
struct DecimalParts {
  private(set) var isNegative = false
  /// The digits before and behind the point, in a row.
  private(set) var digits: [UInt8] = []
  /// How many digits stand before the point, the exponent applied; below zero where zeros follow the point first.
  private(set) var point = 0

  /// nil where the bytes are no number in JSON form, or the exponent is over the limit.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    func run() -> Range<Int> {
      let start = index
      while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
      return start..<index
    }
    func take(_ options: UInt8...) -> UInt8? {
      guard index < bytes.count, options.contains(bytes[index]) else { return nil }
      index += 1
      return bytes[index - 1]
    }
    isNegative = take(UInt8(ascii: "-")) != nil
    let whole = run()
    guard !whole.isEmpty, whole.count == 1 || bytes[whole.lowerBound] != 0x30 else { return nil }
    var fraction = index..<index
    if take(UInt8(ascii: ".")) != nil {
      fraction = run()
      guard !fraction.isEmpty else { return nil }
    }
    var exponent = 0
    if take(UInt8(ascii: "e"), UInt8(ascii: "E")) != nil {
      let isDown = take(UInt8(ascii: "+"), UInt8(ascii: "-")) == UInt8(ascii: "-")
      let run = run()
      guard !run.isEmpty else { return nil }
      for place in run {
        exponent = exponent * 10 + Int(bytes[place] - 0x30)
        guard exponent <= ExactDecimal.exponentLimit else { return nil }
      }
      if isDown { exponent = -exponent }
    }
    guard index == bytes.count else { return nil }
    digits.reserveCapacity(whole.count + fraction.count)
    digits.append(contentsOf: bytes[whole])
    digits.append(contentsOf: bytes[fraction])
    point = whole.count + exponent
  }

  /// Characters of the number written out without an exponent, as `numeric` and `jsonb` print it.
  var writtenLength: Int {
    let leading = digits.prefix { $0 == 0x30 }.count
    let isZero = leading == digits.count
    let whole = isZero ? 1 : max(point - leading, 1)
    let fraction = max(digits.count - point, 0)
    return (isNegative && !isZero ? 1 : 0) + whole + (fraction > 0 ? 1 + fraction : 0)
  }

  /// The number written out, without zeros before the first and behind the last digit that counts.
  var trimmedText: String {
    let first = digits.firstIndex { $0 != 0x30 }
    guard let first, let last = digits.lastIndex(where: { $0 != 0x30 }) else { return "0" }
    var text: [UInt8] = []
    text.reserveCapacity(writtenLength + 1)
    if isNegative { text.append(UInt8(ascii: "-")) }
    if point <= first {
      text.append(0x30)
    } else {
      for place in first..<point { text.append(place < digits.count ? digits[place] : 0x30) }
    }
    if last >= point {
      text.append(UInt8(ascii: "."))
      for place in point...last { text.append(place < first ? 0x30 : digits[place]) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
