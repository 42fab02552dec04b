/// A text that names something: an id, a source, a unit, any other attribute of an event. It has no control characters,
/// whichever door it comes by.
package enum NameText {
  /// The rule as a regular expression of JSON Schema, as the contract and OpenAPI write it.
  package static let pattern = #"^[^\x00-\x1F\x7F-\x9F]*$"#

  /// Whether a text holds a control character, as CloudEvents counts them: U+0000 to U+001F, or U+007F to U+009F.
  /// - Parameter bytes: UTF-8.
  package static func hasControl(_ bytes: some Sequence<UInt8>) -> Bool {
    // Every name and text of an event comes by, and a generic loop takes ten times as long as one over a buffer.
    bytes.withContiguousStorageIfAvailable { scan($0) } ?? scan(bytes)
  }

  private static func scan(_ bytes: some Sequence<UInt8>) -> Bool {
    // U+0080 to U+009F are the bytes C2 80 to C2 9F, and C2 begins a character wherever it stands.
    var isBehindC2 = false
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F || (isBehindC2 && byte < 0xA0) { return true }
      isBehindC2 = byte == 0xC2
    }
    return false
  }
}
