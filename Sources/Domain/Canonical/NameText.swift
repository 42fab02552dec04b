/// A text that names something: an id, a source, a unit, any other attribute of an event. It has no control characters,
/// whichever door it comes by.
package enum NameText {
  /// The rule as a regular expression of JSON Schema, as the contract and OpenAPI write it.
  package static let pattern = #"^[^\x00-\x1F\x7F]*$"#

  /// Whether a text holds a control character of ASCII: U+0000 to U+001F, or U+007F.
  /// - Parameter bytes: UTF-8.
  package static func hasControl(_ bytes: some Sequence<UInt8>) -> Bool {
    for byte in bytes where byte < 0x20 || byte == 0x7F { return true }
    return false
  }
}
