/// Reads numbers and separators from the front of a text.
struct DigitReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  /// At least one digit, at most nine.
  mutating func number() -> Int64? {
    var value: Int64 = 0
    let start = position
    while position < text.count, position - start < 9, text[position] &- 48 < 10 {
      value = value * 10 + Int64(text[position] &- 48)
      position += 1
    }
    return position > start ? value : nil
  }

  /// Up to six digits after a decimal point, as millionths.
  mutating func fraction() -> Int64? {
    let start = position
    guard var value = number(), position - start <= 6 else { return nil }
    for _ in (position - start)..<6 { value *= 10 }
    return value
  }

  /// Consumes a character if it is next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
