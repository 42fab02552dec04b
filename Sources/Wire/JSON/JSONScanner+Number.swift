import Domain

extension JSONScanner {
  /// Consumes the number that is next and checks that it is a finite double, and not zero by underflow.
  mutating func number() throws(JSONError) -> JSONNumber {
    var number = JSONNumber(
      start: index, end: index, isNegative: false, mantissa: 0, exponent: 0, isExact: true, isInteger: true)
    if bytes[index] == UInt8(ascii: "-") {
      number.isNegative = true
      index &+= 1
    }
    var significant = 0
    let first = index
    digits(&number, &significant)
    guard index > first else {
      throw index < bytes.count ? unexpected(.badNumber) : JSONError(.unexpectedEnd, at: index)
    }
    if bytes[first] == 0x30, index > first &+ 1 { throw JSONError(.badNumber, at: first) }

    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      number.isInteger = false
      index &+= 1
      let start = index
      digits(&number, &significant)
      guard index > start else { throw unexpected(.badNumber) }
      number.exponent = start &- index
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      number.isInteger = false
      number.hasExponent = true
      number.exponent &+= try exponent()
    }
    number.end = index
    let whole = significant > 0 ? max(number.exponent &+ significant, 1) : 1
    let fraction = number.exponent < 0 ? 1 &- number.exponent : 0
    let sign = number.isNegative && significant > 0 ? 1 : 0
    guard sign &+ whole &+ fraction <= ExactDecimal.limit else {
      throw JSONError(.numberOutOfRange, at: number.start)
    }

    let magnitude = number.exponent &+ significant
    if magnitude > 300 || magnitude < -290, significant > 0 {
      let value = double(number)
      guard value.isFinite, value != 0 else { throw JSONError(.numberOutOfRange, at: number.start) }
    }
    return number
  }

  /// Consumes digits into the mantissa; leading zeros are not significant.
  @inline(__always)
  private mutating func digits(_ number: inout JSONNumber, _ significant: inout Int) {
    while index < bytes.count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return }
      index &+= 1
      if significant > 0 || digit > 0 { significant &+= 1 }
      if significant <= 19 {
        number.mantissa = number.mantissa &* 10 &+ UInt64(digit)
      } else {
        number.isExact = false
      }
    }
  }

  private mutating func exponent() throws(JSONError) -> Int {
    let start = index
    index &+= 1
    var isNegative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index &+= 1
    }
    let first = index
    var value = 0
    while index < bytes.count, bytes[index] &- 0x30 < 10 {
      if value <= ExactDecimal.exponentLimit { value = value &* 10 &+ Int(bytes[index] &- 0x30) }
      index &+= 1
    }
    guard index > first else { throw unexpected(.badNumber) }
    guard value <= ExactDecimal.exponentLimit else { throw JSONError(.numberOutOfRange, at: start) }
    return isNegative ? -value : value
  }

  /// The nearest double of a number that was scanned before.
  package func double(_ number: JSONNumber) -> Double {
    if let quick = number.quickDouble { return quick }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[number.start..<number.end]), as: UTF8.self)
    return Double(text) ?? .nan
  }
}
