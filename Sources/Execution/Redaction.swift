/// What of a configuration is secret, so that no message repeats it: passwords, tokens, keys.
///
/// Errors and log lines of the C libraries quote what they were given. What is made of them passes through here.
package struct Redaction: Sendable, Hashable {
  /// What stands where a secret was.
  package static let mark = "***"
  /// A secret's piece of so many bytes is one, too: libraries also quote what they could not read of it.
  private static let piece = 8

  /// As they are, and percent-encoded.
  private let forms: [[UInt8]]

  /// - Parameters:
  ///   - secrets: empty ones are none.
  ///   - known: names that are shown anyway, such as the user's: a secret that is the same as one would only be told by
  ///     being hidden.
  package init(_ secrets: some Sequence<String>, besides known: [String] = []) {
    let hidden = secrets.filter { !$0.isEmpty && !known.contains($0) }
    forms = Set(hidden.flatMap { [Array($0.utf8)] + Redaction.encoded($0) }).sorted { $0.count > $1.count }
  }

  /// The text with each secret, and each larger piece of one, replaced; and what looks like one.
  package func text(_ text: String) -> String {
    let text = Redaction.shaped(text)
    guard !forms.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if let length = secret(in: bytes, at: place) {
        result += Array(Redaction.mark.utf8)
        place += length
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes of a secret, or of a piece of one, that begin there.
  private func secret(in bytes: [UInt8], at place: Int) -> Int? {
    forms.compactMap { form in
      form.indices.map { start in
        zip(form[start...], bytes[place...]).prefix { $0 == $1 }.count
      }.filter { $0 >= min(form.count, Redaction.piece) }.max()
    }.max()
  }

  /// Whether a property, a connection keyword or a variable of this name holds a secret.
  package static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["password", "passwd", "secret", "token", "credential", "key.pem", "jaas", "oauthbearer.config"].contains {
      name.contains($0)
    }
  }

  /// As in a URI, with capital and with small digits.
  private static func encoded(_ text: String) -> [[UInt8]] {
    ["0123456789ABCDEF", "0123456789abcdef"].map { digits in
      let digits = Array(digits.utf8)
      return text.utf8.flatMap { byte -> [UInt8] in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
        default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      }
    }
  }
}
