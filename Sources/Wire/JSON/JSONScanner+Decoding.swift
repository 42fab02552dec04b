extension JSONScanner {
  /// The text of a string that was scanned before.
  package func text(_ span: JSONSpan) -> String {
    let content = UnsafeBufferPointer(rebasing: bytes[span.start..<span.end])
    guard span.hasEscapes else { return String(decoding: content, as: UTF8.self) }
    return String(decoding: unescaped(span), as: UTF8.self)
  }

  /// The UTF-8 bytes of a string that was scanned before, its escapes resolved.
  func unescaped(_ span: JSONSpan) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(span.end - span.start)
    var place = span.start
    while place < span.end {
      guard bytes[place] == UInt8(ascii: "\\") else {
        result.append(bytes[place])
        place += 1
        continue
      }
      let kind = bytes[place + 1]
      place += 2
      switch kind {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        // The digits and the pairing were checked when the string was scanned.
        var scalar = UInt32((try? codeUnit(at: place)) ?? 0xFFFD)
        place += 4
        if (0xD800...0xDBFF).contains(scalar) {
          let low = UInt32((try? codeUnit(at: place + 2)) ?? 0xDC00)
          scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
          place += 6
        }
        result.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      default: result.append(kind)
      }
    }
    return result
  }
}
