/// A media type with its parameters (RFC 9110, section 8.3.1), or a range of them as `Accept` has it.
struct MediaType: Hashable {
  /// In lower case; `*` in a range for any.
  var type: String
  var subtype: String
  var parameters: [FieldItem.Parameter]

  /// - Returns: nil for what is none.
  init?(_ text: Substring) {
    guard let item = FieldItem(text), item.value == nil else { return nil }
    let sides = item.name.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else { return nil }
    (type, subtype, parameters) = (String(sides[0]), String(sides[1]), item.parameters)
  }

  subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// Whether a body of this type is JSON: `application/json` and what ends with `+json` (RFC 6839); and no parameter is there
  /// twice, of which somebody would read the other.
  var isJSON: Bool {
    Set(parameters.map(\.name)).count == parameters.count
      && ((type, subtype) == ("application", "json") || subtype.hasSuffix("+json") && subtype != "+json")
  }
}
