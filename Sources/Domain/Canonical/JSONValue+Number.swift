extension JSONValue {
  /// A number in JSON form: as `integer` or `number` where its canonical text is this very text, else as `decimal`.
  ///
  /// nil where the text is no `NumberToken`.
  package init?(number text: String) {
    guard let token = NumberToken(text) else { return nil }
    let value = token.rounded
    self = value.canonicalText == text ? value : .decimal(token)
  }

  /// The same value with each number as it was before there were tokens.
  package var withoutTokens: JSONValue {
    switch self {
    case .decimal(let token): token.rounded
    case .array(let items): .array(items.map(\.withoutTokens))
    case .object(let members): .object(members.mapValues(\.withoutTokens))
    default: self
    }
  }
}
