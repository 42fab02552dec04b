import Domain
import Yams

/// What a single value of a YAML document means.
///
/// Without quotes, `true` and `false` are booleans, nothing, `~` and `null` are null, and decimal numbers are numbers, as
/// YAML 1.2's core schema says; all else is the text that is written: `no`, `0x1F`, `1_000`, `12:30:00`, `.inf`, dates.
/// Where a number is asked for it has to be in JSON number form, as at every door (`NumberToken`): what YAML would take besides,
/// such as `.5`, `+1` or `010`, is its text there, and so no number.
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
    case .number: value = JSONValue(number: cell.text) ?? .string(cell.text)
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
}
