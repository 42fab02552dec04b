/// One element of a field with its parameters, such as `text/html;q=0.5` or `wait=10`.
struct FieldItem: Hashable {
  /// A token, or the type of a media range; in lower case.
  var name: String
  /// What stands behind `=`, read out of its quotation marks; nil where there is none.
  var value: String?
  var parameters: [Parameter] = []

  struct Parameter: Hashable {
    /// In lower case.
    var name: String
    var value: String
  }

  /// - Returns: nil for what the grammars of RFC 9110 (sections 5.6.6 and 8.3.1) and RFC 7240 do not let through.
  init?(_ element: Substring) {
    let parts = FieldList.parts(of: element, at: UInt8(ascii: ";"))
    guard let (name, value) = FieldItem.pair(parts[0], isName: FieldItem.isTokenOrSlash) else { return nil }
    (self.name, self.value) = (name, value)
    for part in parts.dropFirst() where !part.isEmpty {
      guard let (name, value) = FieldItem.pair(part, isName: FieldItem.isToken), let value else { return nil }
      parameters.append(Parameter(name: name, value: value))
    }
  }

  subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  private static func pair(_ part: Substring, isName: (UInt8) -> Bool) -> (name: String, value: String?)? {
    let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map { FieldList.trimmed($0) }
    guard let name = sides.first, !name.isEmpty, name.utf8.allSatisfy(isName) else { return nil }
    guard sides.count == 2 else { return (name.lowercased(), nil) }
    return unquoted(sides[1]).map { (name.lowercased(), $0) }
  }

  /// A token as it is, or what a quoted string says.
  static func unquoted(_ text: Substring) -> String? {
    guard text.utf8.first == UInt8(ascii: "\"") else {
      return !text.isEmpty && text.utf8.allSatisfy(isToken) ? String(text) : nil
    }
    var bytes: [UInt8] = []
    var rest = text.utf8.dropFirst()
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return rest.isEmpty ? String(decoding: bytes, as: UTF8.self) : nil }
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      bytes.append(escaped)
    }
    return nil
  }

  /// A character of a token (RFC 9110, section 5.6.2).
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func isTokenOrSlash(_ byte: UInt8) -> Bool { isToken(byte) || byte == UInt8(ascii: "/") }
}
