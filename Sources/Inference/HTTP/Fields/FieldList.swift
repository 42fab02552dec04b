/// Reads fields that are lists (RFC 9110, section 5.6.1).
enum FieldList {
  /// The elements of all lines of a field in their order: what stands between commas, but for those in quoted strings;
  /// without the blanks around them, and without empty ones.
  static func elements(of lines: [String]) -> [Substring] {
    lines.flatMap { parts(of: $0[...], at: UInt8(ascii: ",")) }.filter { !$0.isEmpty }
  }

  /// What stands between separators, but for those in quoted strings, without the blanks around it.
  static func parts(of text: Substring, at separator: UInt8) -> [Substring] {
    var parts: [Substring] = []
    var (isQuoted, isEscaped) = (false, false)
    var start = text.startIndex
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      if isEscaped {
        isEscaped = false
      } else if isQuoted, byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        parts.append(trimmed(text[start..<index]))
        start = text.utf8.index(after: index)
      }
    }
    return parts + [trimmed(text[start...])]
  }

  /// Without spaces and tabs at both ends.
  static func trimmed(_ text: Substring) -> Substring {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var text = text
    while let byte = text.utf8.first, isBlank(byte) { text = text[text.utf8.index(after: text.startIndex)...] }
    while let byte = text.utf8.last, isBlank(byte) { text = text[..<text.utf8.index(before: text.endIndex)] }
    return text
  }
}
