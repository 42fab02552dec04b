/// The first place where a JSON text violates its schema.
package struct SchemaViolation: Sendable, Hashable {
  /// The byte at which the value starts.
  package var offset: Int
  /// What the schema expects there, in words.
  package var expected: String
  /// The member that the value lacks or has too many, where that is what is wrong.
  package var member: String?
}

extension SchemaViolation {
  /// The JSON pointer of the value, what was expected there and what was found.
  package func message(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    let pointer = JSONLocation.pointer(to: offset, in: bytes)
    let place = pointer.isEmpty ? "the body" : pointer
    return "\(place): expected \(expected), found \(found(in: bytes))"
  }

  private func found(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard offset < bytes.count else { return "nothing" }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "an array"
    case UInt8(ascii: "\""):
      var scanner = JSONScanner(bytes)
      scanner.index = offset
      guard let span = try? scanner.string() else { return "a string" }
      let text = scanner.text(span)
      let short = String(text.prefix(48))
      return "\"\(short)\(short.utf8.count < text.utf8.count ? "…" : "")\""
    default:
      let end = bytes[offset...].prefix(48).firstIndex {
        $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") || $0 <= 0x20
      }
      let stop = end ?? min(offset + 48, bytes.count)
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[offset..<stop]), as: UTF8.self)
    }
  }
}
