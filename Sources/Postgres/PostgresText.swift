/// Values in PostgreSQL's text form.
enum PostgresText {
  /// The shortest text that reads back as the same value.
  static func double(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }

  /// `\x` and two hexadecimal digits per byte.
  static func hex(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2 + 2) { target in
      target[0] = UInt8(ascii: "\\")
      target[1] = UInt8(ascii: "x")
      for (index, byte) in bytes.enumerated() {
        target[2 + 2 * index] = digit(byte >> 4)
        target[3 + 2 * index] = digit(byte & 15)
      }
      return bytes.count * 2 + 2
    }
  }

  /// One hexadecimal digit.
  @inline(__always)
  static func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? 48 &+ nibble : 87 &+ nibble
  }

  /// An array literal; nil elements are NULL.
  static func array<Element>(_ elements: [Element?], _ text: (Element) -> String) -> String {
    var literal = "{"
    for (index, element) in elements.enumerated() {
      if index > 0 { literal += "," }
      if let element { literal += text(element) } else { literal += "NULL" }
    }
    return literal + "}"
  }

  /// An array element in double quotes.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    bytes.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `2013-01-31 23:59:59.000001+00`, from microseconds since 1970-01-01T00:00:00Z.
  static func timestamp(_ micros: Int64) -> String {
    String(unsafeUninitializedCapacity: CivilTime.longestText) { CivilTime(micros: micros).write(to: $0) }
  }
}
