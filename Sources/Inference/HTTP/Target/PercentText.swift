/// Text with percent escapes (RFC 3986, section 2.1).
enum PercentText {
  /// The text, decoded once.
  /// - Parameters:
  ///   - plus: whether a `+` is a space, as it is in forms and so in queries.
  /// - Throws: what is wrong: an escape without two hexadecimal digits, bytes that are not UTF-8, or a NUL.
  static func decoded(_ text: Substring, plus: Bool) throws(PercentError) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") || $0 >= 0x80 }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let escaped = octet(rest.prefix(2)) else { throw PercentError.escape }
        bytes.append(escaped)
        rest = rest.dropFirst(2)
      case UInt8(ascii: "+") where plus: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { throw .nul }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
    return decoded
  }

  /// What two hexadecimal digits stand for.
  static func octet(_ digits: Substring.UTF8View) -> UInt8? {
    guard digits.count == 2, let high = digits.first.flatMap(digit), let low = digits.last.flatMap(digit) else {
      return nil
    }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
