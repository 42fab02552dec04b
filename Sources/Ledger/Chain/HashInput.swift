/// The bytes a hash is taken over: each field behind its length (4 bytes, big-endian), an absent one as the length
/// 0xFFFFFFFF, integers and times (microseconds since 1970) as 8 bytes, big-endian.
package struct HashInput {
  package var bytes: [UInt8] = []

  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  package mutating func append(_ value: Int64) {
    appendLength(8)
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ text: String?) {
    guard var text else { return appendLength(.max) }
    text.withUTF8 {
      appendLength(UInt32($0.count))
      bytes.append(contentsOf: $0)
    }
  }

  package mutating func append(_ field: [UInt8]?) {
    guard let field else { return appendLength(.max) }
    appendLength(UInt32(field.count))
    bytes.append(contentsOf: field)
  }

  private mutating func appendLength(_ length: UInt32) {
    withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
