extension InputKind {
  /// Whether a value is of this kind; the one place that decides it for HTTP, and what the folds' SQL and the columns that
  /// models read are tested against. Null is a missing value, which is of every kind.
  package func takes(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (_, .null): true
    case (.numeric, .integer), (.numeric, .number), (.numeric, .decimal): value.double?.isFinite ?? false
    case (.category, _): ClassName.of(value) != nil
    case (.text, .string): true
    case (.time, .string(let text)): (try? Timestamp(text: text)) != nil
    default: false
    }
  }

  /// What a value of this kind has to be, in words.
  package var expected: String {
    switch self {
    case .numeric: "a number"
    case .category: "a string, a number or a boolean"
    case .text: "a string"
    case .time: "an RFC 3339 time with an offset, such as 2013-01-31T17:05:00Z"
    }
  }
}
