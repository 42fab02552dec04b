/// What looks like a secret, though nobody said that it is one: text that others wrote into the wrong place.
extension Redaction {
  /// The text without what stands behind `password=` and its like, and without the login before a URI's host where it has
  /// more than a name.
  package static func shaped(_ text: String) -> String {
    replaced(text, value: /(?i)((?:passw(?:or)?d|pwd|secret|token)\s*=\s*)('(?:[^'\\]|\\.)*'?|"[^"]*"?|[^\s'"]+)/)
  }

  /// An argument, which is one text with all its blanks and quotes: all behind the first `password=` may be the password.
  package static func argument(_ text: String) -> String {
    replaced(text, value: /(?is)((?:passw(?:or)?d|pwd|secret|token)\s*=)(.+)$/)
  }

  private static func replaced(_ text: String, value: Regex<(Substring, Substring, Substring)>) -> String {
    guard text.utf8.contains(UInt8(ascii: "=")) || text.utf8.contains(UInt8(ascii: "@")) else { return text }
    let text = text.replacing(value) { "\($0.1)\(mark)" }
    return text.replacing(/(:\/\/)([^\s'"]*)@/) { match in
      let login = match.2
      return login.contains(":") || login.contains("%") ? "\(match.1)\(mark)@" : "\(match.0)"
    }
  }

  /// Whether a value that should name a file is what such a file holds, a key or a certificate: no message may repeat it.
  package static func isContent(_ value: String) -> Bool {
    value.contains(where: \.isNewline) || value.contains("-----BEGIN") || value.hasPrefix("PRIVATE+KEY+")
      || value.utf8.count > 1_024
  }
}
