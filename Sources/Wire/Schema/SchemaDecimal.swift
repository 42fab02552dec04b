/// A number of a JSON text by all its digits: 0.d₁d₂d₃… · 10^point, the first and the last digit not zero.
struct SchemaDecimal {
  private let isNegative: Bool
  /// Empty for zero.
  private let digits: [UInt8]
  private let point: Int

  /// - Parameter bytes: of a number that was scanned before.
  init(_ bytes: some Collection<UInt8>) {
    var digits: [UInt8] = []
    var (point, exponent, isBehindPoint) = (0, 0, false)
    var rest = bytes[...]
    while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if byte == UInt8(ascii: ".") { isBehindPoint = true }
      guard byte &- 0x30 < 10 else { continue }
      if byte == 0x30, digits.isEmpty {
        point -= isBehindPoint ? 1 : 0
        continue
      }
      digits.append(byte)
      point += isBehindPoint ? 0 : 1
    }
    for byte in rest.dropFirst() where byte &- 0x30 < 10 { exponent = exponent * 10 + Int(byte - 0x30) }
    if rest.dropFirst().first == UInt8(ascii: "-") { exponent = -exponent }
    while digits.last == 0x30 { digits.removeLast() }
    isNegative = bytes.first == UInt8(ascii: "-") && !digits.isEmpty
    self.digits = digits
    self.point = point + exponent
  }

  var isInteger: Bool { digits.count <= point || digits.isEmpty }

  static func < (first: SchemaDecimal, second: SchemaDecimal) -> Bool {
    guard first.isNegative == second.isNegative else { return first.isNegative }
    return first.isNegative ? second.isSmaller(than: first) : first.isSmaller(than: second)
  }

  /// Without the signs.
  private func isSmaller(than other: SchemaDecimal) -> Bool {
    guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
    return point == other.point ? digits.lexicographicallyPrecedes(other.digits) : point < other.point
  }
}
