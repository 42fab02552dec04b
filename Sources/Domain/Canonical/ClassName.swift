/// What a class or a category *is*: the text by which a value counts in labels, loop files and inputs of kind category.
package enum ClassName {
  /// A text is itself, a number or a boolean its canonical JSON text; nil for what is none of them.
  package static func of(_ value: JSONValue) -> String? {
    switch value {
    case .string(let name): name
    case .bool, .integer, .number: value.canonicalText
    case .null, .array, .object: nil
    }
  }
}
