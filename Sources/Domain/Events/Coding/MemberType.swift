/// What a member's value is.
package indirect enum MemberType: Sendable, Hashable {
  /// Any JSON value: what it may be is the schema's to say.
  case any
  case boolean
  case integer
  case number
  case text
  /// A text that is an RFC 3339 time.
  case time
  /// A text out of these, sorted.
  case word([String])
  case list(Member)
  /// An object whose names are not members of a type, such as classes.
  case map(Member)
  case object([String: Member])

  /// In an error message.
  package var words: String {
    switch self {
    case .any: "a value"
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "a text"
    case .time: "an RFC 3339 time"
    case .word(let words): "one of \(words.joined(separator: ", "))"
    case .list: "a list"
    case .map, .object: "an object"
    }
  }

  /// The paths of all members below that may not be left out, sorted; `*` stands for any item or name.
  package var requiredPaths: [[String]] {
    switch self {
    case .any, .boolean, .integer, .number, .text, .time, .word: [[]]
    case .list(let item): item.type.requiredPaths == [[]] ? [[]] : item.type.requiredPaths.map { ["*"] + $0 }
    case .map(let value): value.type.requiredPaths.map { ["*"] + $0 }
    case .object(let members):
      members.filter { !$0.value.isOptional }.sorted { $0.key < $1.key }.flatMap { name, member in
        member.type.requiredPaths.map { [name] + $0 }
      }
    }
  }
}
