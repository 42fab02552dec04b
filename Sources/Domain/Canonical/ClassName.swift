/// What a class or a category *is*: the text by which a value counts in labels, loop files and inputs of kind category.
package enum ClassName {
  /// A text is itself, byte by byte; a number its exact decimal; a boolean `true` or `false`; nil for what is none of them.
  package static func of(_ value: JSONValue) -> String? {
    switch value {
    case .string(let name): name
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number: ExactDecimal.text(value.canonicalText)
    case .decimal(let token): ExactDecimal.text(token.text)
    case .null, .array, .object: nil
    }
  }

  /// Whether a value counts as the class of that name.
  package static func isOf(_ value: JSONValue, _ name: String) -> Bool {
    of(value)?.utf8.elementsEqual(name.utf8) ?? false
  }

  /// A cell of a CSV or YAML file: without quotes and in JSON number form it counts by its exact decimal, else it is
  /// itself, byte by byte.
  package static func of(cell: String, isQuoted: Bool) -> String {
    isQuoted ? cell : ExactDecimal.text(cell) ?? cell
  }

  /// How a number counted before numbers counted by their exact decimal: by its nearest double; nil where that is the
  /// same, and for names that are no numbers. Vocabularies of earlier models hold such names.
  package static func rounded(_ name: String) -> String? {
    guard let first = name.utf8.first, first &- 0x30 < 10 || first == UInt8(ascii: "-"),
      ExactDecimal.text(name) == name, let before = NumberToken(name)?.rounded.canonicalText, before != name
    else { return nil }
    return before
  }
}
