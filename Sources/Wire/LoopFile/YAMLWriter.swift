import Domain

/// Writes JSON values as YAML: objects in blocks down to a depth, all else in one line.
struct YAMLWriter {
  private(set) var text = ""

  /// A member that is an object in a block, or a value in its line.
  mutating func member(_ name: String, _ value: JSONValue, indent: Int, depth: Int) {
    guard depth > 0, let members = value.object, !members.isEmpty else { return line(name, value, indent: indent) }
    self.name(name, indent: indent)
    for (inner, value) in YAMLWriter.sorted(members) { member(inner, value, indent: indent + 1, depth: depth - 1) }
  }

  mutating func name(_ name: String, indent: Int) {
    text += YAMLWriter.spaces(indent) + YAMLWriter.key(name, indent: indent) + ":\n"
  }

  mutating func line(_ name: String, _ value: JSONValue, indent: Int) {
    text += YAMLWriter.spaces(indent) + YAMLWriter.key(name, indent: indent) + ": " + YAMLWriter.flow(value) + "\n"
  }

  private static func spaces(_ indent: Int) -> String { String(repeating: "  ", count: indent) }

  private static func sorted(_ members: [ByteText: JSONValue]) -> [(String, JSONValue)] {
    members.map { ($0.key.text, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// A name; a long one has to be marked as such.
  private static func key(_ name: String, indent: Int) -> String {
    name.utf8.count > 120 ? "? " + scalar(name) + "\n" + spaces(indent) : scalar(name)
  }

  private static func flow(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): scalar(text)
    case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + sorted(members).map { ($0.utf8.count > 120 ? "? " : "") + scalar($0) + ": " + flow($1) }
        .joined(separator: ", ") + "}"
    case .null, .bool, .integer, .number, .decimal: value.canonicalText
    }
  }

  /// A text, without quotes only where it is a plain word or a length of time.
  static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 120 else { return false }
    let isWord = text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-.".utf8.contains($0) }
    guard isWord, !text.hasSuffix(".") else { return false }
    if isDigit(first) { return (try? TimeSpan(text: text))?.text == text }
    return isLetter(first) && !reserved.contains(text.lowercased())
  }

  /// What one version of YAML or another takes for a boolean or for nothing.
  private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// In double quotes, with escapes for what YAML does not let stand, or would fold.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x0D: result += "\\r"
      case 0x09: result += "\\t"
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: result += "\\u" + hex(scalar.value, 4)
      case 0x10000... where scalar.value & 0xFFFE == 0xFFFE: result += "\\U" + hex(scalar.value, 8)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func hex(_ value: UInt32, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
