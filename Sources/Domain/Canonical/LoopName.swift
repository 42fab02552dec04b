/// What the name of a loop *is*.
package enum LoopName {
  /// Longest, in bytes.
  package static let limit = 128

  /// Whether the text is `namespace.name` in lower-case letters, digits, `_` and `-`, each part beginning with a letter or
  /// a digit, within the limit.
  package static func isOne(_ text: String) -> Bool {
    var (dots, isStart) = (0, true)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), !isStart {
        dots += 1
        isStart = true
      } else {
        guard isLetterOrDigit(byte) || !isStart && (byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")) else {
          return false
        }
        isStart = false
      }
    }
    return dots == 1 && !isStart && text.utf8.count <= limit
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
