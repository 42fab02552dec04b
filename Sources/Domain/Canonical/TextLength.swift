/// How long a text *is*: its Unicode scalars, as JSON Schema's `maxLength` counts them.
package enum TextLength {
  /// Scalars of an interaction's id, and of a feedback's that its caller names.
  package static let interactionID = 128
  /// Scalars of a unit.
  package static let unit = 256
  /// Scalars of a class's name.
  package static let className = 1024
  /// Scalars of a comment.
  package static let comment = 16_384
  /// Scalars of a reason that a person gives for what they do.
  package static let reason = 1024
  /// Scalars of an event's id; an interaction's holds its loop's name and its interaction's id.
  package static let eventID = 512
  /// Scalars of an event's source where feedback names one by HTTP.
  package static let feedbackSource = 512
  /// Scalars of any other attribute of an event.
  package static let attribute = 1024
  /// Scalars of a record's key: a loop's name and a unit.
  package static let key = 1024

  package static func of(_ text: String) -> Int { of(utf8: text.utf8) }

  /// - Parameter bytes: valid UTF-8.
  package static func of(utf8 bytes: some Sequence<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
