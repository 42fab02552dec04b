extension JSONValue {
  /// The canonical text: members sorted by their names' UTF-8 bytes, no white space, shortest round-trip numbers.
  ///
  /// Equal values give equal bytes, so digests and deterministic ids are taken over this text.
  /// A number that is not finite has no JSON form and is written as `null`.
  package var canonicalText: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As the canonical text, but for numbers: each is the text that it was sent in, digit for digit.
  package var sentText: String {
    var bytes: [UInt8] = []
    write(sent: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the canonical text.
  package func write(to bytes: inout [UInt8]) { write(to: &bytes, asSent: false) }

  /// Appends the text with numbers as they were sent.
  package func write(sent bytes: inout [UInt8]) { write(to: &bytes, asSent: true) }

  private func write(to bytes: inout [UInt8], asSent: Bool) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value):
      if let whole = Int64(exactly: value), abs(value) < 9_007_199_254_740_992 {
        bytes.append(contentsOf: String(whole).utf8)
      } else {
        bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
      }
    case .decimal(let token):
      if asSent { bytes.append(contentsOf: token.text.utf8) } else { token.rounded.write(to: &bytes, asSent: false) }
    case .string(let value): JSONValue.writeString(value, to: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes, asSent: asSent)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, name) in members.keys.sorted().enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONValue.writeString(name.text, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        members[name]?.write(to: &bytes, asSent: asSent)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Writes a JSON string literal: quotes, and escapes for the quote, the backslash and control characters.
  package static func writeString(_ value: String, to bytes: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
