import Domain

/// What a column of a row holds.
package enum RowCell: Sendable, Hashable {
  /// An empty field, in quotes or not; a member that is absent or null.
  case missing
  /// A CSV field without quotes.
  case plain(String)
  /// A CSV field in quotes.
  case quoted(String)
  /// A JSON string.
  case string(String)
  /// A JSON number, as it is written.
  case number(String)
  case bool(Bool)
  /// A JSON array or object.
  case nested(String)

  /// The text that the cell is; of what is no text, its JSON.
  package var text: String {
    switch self {
    case .missing: ""
    case .plain(let text), .quoted(let text), .string(let text), .number(let text), .nested(let text): text
    case .bool(let value): value ? "true" : "false"
    }
  }

  /// The cell as a number, in the digits in which it is written; nil where it is none. A CSV field is one in quotes or
  /// not: quotes say nothing about kinds.
  var numberToken: String? {
    switch self {
    case .number(let token): token
    case .plain(let text), .quoted(let text): RowCell.isNumber(text) ? text : nil
    case .missing, .string, .bool, .nested: nil
    }
  }

  /// The cell as a class or a category: as it is written, and as JSON; nil where it is neither.
  ///
  /// A CSV field without quotes that has the form of a JSON number is that number, and stays as it is written; one in
  /// quotes is its text.
  var classValue: (text: String, json: String)? {
    switch self {
    case .number(let token): (token, token)
    case .plain(let text): (text, RowCell.isNumber(text) ? text : RowCell.string(text))
    case .quoted(let text), .string(let text): (text, RowCell.string(text))
    case .bool(let value): (value ? "true" : "false", value ? "true" : "false")
    case .missing, .nested: nil
    }
  }

  /// The class that the cell counts as; nil where it is none.
  var className: String? {
    switch self {
    case .plain(let text): ClassName.of(cell: text, isQuoted: false)
    case .quoted(let text), .string(let text): text
    case .number(let token): ClassName.of(cell: token, isQuoted: false)
    case .bool(let value): value ? "true" : "false"
    case .missing, .nested: nil
    }
  }

  /// The cell as JSON, whatever its kind is.
  var json: String {
    switch self {
    case .missing: "null"
    case .plain(let text), .quoted(let text), .string(let text): RowCell.string(text)
    case .number(let token), .nested(let token): token
    case .bool(let value): value ? "true" : "false"
    }
  }

  /// The cell as free text; nil where it is none.
  var freeText: String? {
    switch self {
    case .plain(let text), .quoted(let text), .string(let text): text
    case .missing, .number, .bool, .nested: nil
    }
  }

  /// A JSON string of the text.
  private static func string(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONValue.writeString(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the text has the form of a JSON number (RFC 8259, section 6) within the range of a 64-bit float.
  static func isNumber(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard let first = bytes.first, first == UInt8(ascii: "-") || first &- 0x30 < 10 else { return false }
      var scanner = JSONScanner(bytes)
      guard (try? scanner.number()) != nil else { return false }
      return scanner.index == bytes.count
    }
  }
}
