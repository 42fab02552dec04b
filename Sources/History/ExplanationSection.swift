import Domain

/// One part of an explanation as people read it: a title, and names with values.
struct ExplanationSection: Sendable, Hashable {
  struct Line: Sendable, Hashable {
    var name: String
    var value: String
  }

  var title: String
  var lines: [Line]

  init(_ title: String, _ lines: [(name: String, value: JSONValue?)]) {
    self.title = title
    self.lines = lines.compactMap { name, value in
      guard let value, !value.isNull else { return nil }
      return Line(name: name, value: ExplanationSection.text(value))
    }
  }

  /// A value without quotes; numbers of a fraction with four digits.
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .number(let number): JSONValue.number((number * 10_000).rounded() / 10_000).canonicalText
    case .decimal(let token): token.text
    case .array(let items): items.isEmpty ? "none" : items.map(text).joined(separator: "; ")
    case .object(let members):
      members.names.map { "\($0) \(text(members[$0] ?? .null))" }.joined(separator: ", ")
    default: value.canonicalText
    }
  }
}
