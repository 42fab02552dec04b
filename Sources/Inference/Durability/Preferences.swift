/// Reads `Prefer` (RFC 7240).
enum Preferences {
  /// The preference `wait` in seconds; nil where there is none, or none that can be understood, which is ignored
  /// (section 2). Of several, the first counts.
  static func wait(in fields: [String]) -> Int? {
    for field in fields {
      for preference in elements(of: field) {
        let parts = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(trimmed)
        guard let name = parts.first, name.lowercased() == "wait" else { continue }
        guard parts.count == 2 else { return nil }
        let value = parts[1].hasPrefix("\"") && parts[1].hasSuffix("\"") ? parts[1].dropFirst().dropLast() : parts[1]
        return !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(value) ?? .max : nil
      }
    }
    return nil
  }

  /// What stands between commas, but for those in quoted strings.
  private static func elements(of field: String) -> [Substring] {
    var isQuoted = false
    var isEscaped = false
    return field.split { character in
      if isEscaped {
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      }
      return character == "," && !isQuoted
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
