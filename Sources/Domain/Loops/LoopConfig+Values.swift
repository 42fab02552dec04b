/// Single values of a loop's configuration; a value that cannot be read is a problem and has a stand-in.
extension LoopConfig.Reader {
  mutating func text(_ section: Section, _ name: String, _ fallback: String? = nil) -> String {
    if section.members[name] == nil, let fallback { return fallback }
    guard let value = value(section, name, "add `\(name):` and a text") else { return "" }
    guard let text = value.string else {
      wrong(section.path + [name], "expected a text, found \(value.found)", "put it in quotes if it is meant as text")
      return ""
    }
    return text
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ section: Section, _ name: String, _ fallback: Word?, or standIn: Word? = nil
  ) -> Word where Word.RawValue == String {
    let words = Word.allCases.map(\.rawValue)
    // The enumerations of a configuration all have cases.
    let standIn = (fallback ?? standIn ?? Word.allCases.first).unsafelyUnwrapped
    if section.members[name] == nil, let fallback { return fallback }
    let list = "one of \(words.joined(separator: ", "))"
    guard let value = value(section, name, "add `\(name):` and \(list)") else { return standIn }
    if let text = value.string, let word = Word(rawValue: text) { return word }
    let close = value.string.flatMap { LoopConfig.Spelling.closest(to: $0, among: words) }
    wrong(
      section.path + [name], "expected \(list), found \(value.found)",
      close.map { "did you mean \"\($0)\"?" } ?? "write \(list)")
    return standIn
  }

  mutating func handling(
    _ section: Section, _ name: String, _ fallback: CleaningPolicy.Handling
  ) -> CleaningPolicy.Handling {
    guard let value = section.members[name] else { return fallback }
    if let handling = CleaningPolicy.Handling(json: value) { return handling }
    wrong(section.path + [name], "expected drop or keep, found \(value.found)", "write drop or keep")
    return fallback
  }

  mutating func span(_ section: Section, _ name: String, _ fallback: String? = nil) -> TimeSpan {
    let text = section.members[name] ?? fallback.map { .string($0) }
    guard let text = text ?? value(section, name, "add `\(name):` and a length of time such as 90s, 30m, 6h, 2d, 1w")
    else { return .zero }
    guard let words = text.string else {
      wrong(
        section.path + [name], "expected a length of time, found \(text.found)",
        "write it with a unit, like 90s, 30m, 6h, 2d or 1w")
      return .zero
    }
    do {
      return try TimeSpan(text: words)
    } catch {
      wrong(
        section.path + [name], "expected a length of time, found \(text.found): \(error.code.rawValue)",
        "write it like 90s, 30m, 6h, 2d, 1w or 1d12h")
      return .zero
    }
  }

  mutating func number(_ section: Section, _ name: String, _ fallback: Double? = nil) -> Double {
    if section.members[name] == nil, let fallback { return fallback }
    guard let value = value(section, name, "add `\(name):` and a number") else { return 0 }
    guard let number = value.double else {
      wrong(section.path + [name], "expected a number, found \(value.found)", "write a number such as 0.95")
      return fallback ?? 0
    }
    return number
  }

  mutating func count(_ section: Section, _ name: String, _ fallback: Int) -> Int {
    guard let value = section.members[name] else { return fallback }
    guard let number = value.integer, number >= 0 else {
      wrong(section.path + [name], "expected a whole number, found \(value.found)", "write 0 or a larger whole number")
      return fallback
    }
    guard number <= LoopConfig.largestCount else {
      wrong(
        section.path + [name], "\(number) is more than the largest count that a loop may have",
        "write at most \(LoopConfig.largestCount)")
      return fallback
    }
    return Int(number)
  }

  mutating func items(_ section: Section, _ name: String) -> [JSONValue] {
    guard let value = section.members[name] else { return [] }
    guard let items = value.array else {
      wrong(section.path + [name], "expected a list, found \(value.found)", "write it like [first, second]")
      return []
    }
    return items
  }

  /// A class's name: a text, or a number or boolean by what it counts as; without quotes only where that is what is
  /// written.
  mutating func className(_ value: JSONValue, _ path: [String]) -> String? {
    if let cell = written.values[path.map { ByteText($0) }], cell.other != nil {
      isAnother(cell, path, atName: false)
      return nil
    }
    if let name = ClassName.of(value) { return name }
    wrong(path, "expected the name of a class, found \(value.found)", "write a text, a number, true or false")
    return nil
  }

  /// A problem where the name of a member is a class's and counts as another than is written.
  mutating func checkClassName(ofMember path: [String]) {
    if let cell = written.names[path.map { ByteText($0) }], cell.other != nil { isAnother(cell, path, atName: true) }
  }

  private mutating func isAnother(_ cell: LoopConfig.Written.Cell, _ path: [String], atName: Bool) {
    let other = cell.other ?? ""
    let found = other.isEmpty ? "is no text for YAML" : "counts as \(other)"
    wrong(
      path, atName: atName, "expected the name of a class, found \(cell.text.prefix(64)), which \(found)",
      "put it in quotes")
  }
}

extension JSONValue {
  /// What it is, in the words of an error message.
  var found: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): "the boolean \(value)"
    case .integer, .number, .decimal: "the number \(sentText)"
    case .string(let value): "the text \"\(value.prefix(64))\""
    case .array(let items): "a list of \(items.count)"
    case .object(let members): "an object of \(members.count) members"
    }
  }

  /// The same value with each whole number that fits as `integer`, as reading its canonical text gives it.
  var wholeNumbersAsIntegers: JSONValue {
    switch self {
    case .number(let value) where abs(value) < 9_007_199_254_740_992:
      Int64(exactly: value).map { .integer($0) } ?? self
    case .decimal(let token): token.rounded.wholeNumbersAsIntegers
    case .array(let items): .array(items.map(\.wholeNumbersAsIntegers))
    case .object(let members): .object(members.mapValues(\.wholeNumbersAsIntegers))
    default: self
    }
  }
}
