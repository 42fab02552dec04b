import Domain

extension JSONScanner {
  /// The value of a number that was scanned before: a plain one where its canonical text is the text that was sent.
  func value(_ number: JSONNumber) -> JSONValue {
    if let whole = number.integer, !(number.isNegative && whole == 0) { return .integer(whole) }
    let double = double(number)
    if isShortest(number, double) { return .number(double) }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[number.start..<number.end]), as: UTF8.self)
    let value = JSONValue.number(double)
    return value.canonicalText == text ? value : .decimal(NumberToken(scanned: text))
  }

  /// Whether the number is written as the nearest double is for sure: without exponent and zeros at its end, with at most
  /// 15 digits, all of which a double holds, and at least 0.0001, below which doubles are written with an exponent.
  @inline(__always)
  private func isShortest(_ number: JSONNumber, _ value: Double) -> Bool {
    !number.hasExponent && number.isExact && number.mantissa < 1_000_000_000_000_000 && number.exponent < 0
      && number.exponent >= -15 && bytes[number.end &- 1] != 0x30 && abs(value) >= 0.0001
  }
}
