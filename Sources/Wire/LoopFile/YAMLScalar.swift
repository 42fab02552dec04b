import Domain
import Yams

/// What a single value of a YAML document means.
///
/// Without quotes, `true` and `false` are booleans, nothing, `~` and `null` are null, and decimal numbers are numbers, as
/// YAML 1.2's core schema says; all else is the text that is written: `no`, `0x1F`, `1_000`, `12:30:00`, `.inf`, dates.
/// A number with a leading zero, which YAML 1.1 takes as octal, is a text too, and so no number where one is asked for.
struct YAMLScalar {
  let value: JSONValue
  /// nil where it is in quotes, or marked as a text.
  let cell: LoopConfig.Written.Cell?

  /// Throws at a tag that would make another thing of it than what is written.
  init(_ scalar: Node.Scalar, _ place: YAMLPlace) throws(YAMLProblem) {
    try YAMLScalar.checkTag(scalar.tag, place, [.implicit, .nonSpecific, .str])
    cell = YAMLScalar.cell(of: scalar)
    guard let cell else {
      value = .string(scalar.string)
      return
    }
    switch cell.kind {
    case .null: value = .null
    case .boolean: value = .bool(cell.text.lowercased() == "true")
    case .number: value = YAMLScalar.number(cell.text) ?? .string(cell.text)
    case .text: value = .string(cell.text)
    }
  }

  /// How it is written without quotes; nil where it is in quotes, or marked as a text.
  static func cell(of scalar: Node.Scalar) -> LoopConfig.Written.Cell? {
    let tag = scalar.tag.description
    guard scalar.style == .plain, tag != Tag.Name.nonSpecific.rawValue, tag != Tag.Name.str.rawValue else { return nil }
    let text = scalar.string
    switch text {
    case "", "~", "null", "Null", "NULL": return .init(text: text, kind: .null)
    case "true", "True", "TRUE", "false", "False", "FALSE": return .init(text: text, kind: .boolean)
    default: return .init(text: text, kind: isNumber(text) ? .number : .text)
    }
  }

  static func checkTag(_ tag: Tag, _ place: YAMLPlace, _ known: [Tag.Name]) throws(YAMLProblem) {
    guard !known.contains(where: { $0.rawValue == tag.description }) else { return }
    throw YAMLProblem(
      place, "the tag \(tag.description.prefix(64))", "leave it out, and put what is meant as a text in quotes")
  }

  /// Whether it is a decimal number of YAML's core schema: `[-+]? ( . digits | digits [ . [digits] ] ) [ e [-+] digits ]`.
  private static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    func digits() -> Int {
      let run = rest.prefix { $0 &- 0x30 < 10 }
      rest = rest.dropFirst(run.count)
      return run.count
    }
    func take(_ options: String) -> Bool {
      guard let byte = rest.first, options.utf8.contains(byte) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = take("+-")
    let whole = digits()
    let fraction = take(".") ? digits() : 0
    guard whole + fraction > 0 else { return false }
    if take("eE") {
      _ = take("+-")
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// nil where it has a leading zero, or is out of range.
  private static func number(_ text: String) -> JSONValue? {
    if let number = JSONValue(number: text) { return number }
    let bare = text.drop { $0 == "+" || $0 == "-" }.utf8
    guard bare.first != 0x30 || bare.dropFirst().first.map({ $0 &- 0x30 < 10 }) != true else { return nil }
    if let whole = Int64(text) { return .integer(whole) }
    guard let number = Double(text), number.isFinite else { return nil }
    // Too small for a double, it is not zero.
    guard number != 0 || !text.prefix(while: { $0 != "e" && $0 != "E" }).contains(where: { ("1"..."9").contains($0) })
    else { return nil }
    return .number(number)
  }
}
