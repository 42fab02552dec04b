/// A record's key and headers in one block: most records are never asked for theirs one by one, and a block costs one
/// allocation where a dozen would be needed.
///
/// Each field stands behind its length (4 bytes, -1 for none): the key, then the name and the value of each header.
struct PackedFields: Sendable, Hashable {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  private var block: [UInt8] = []

  init(key: Bytes?, capacity: Int) {
    block.reserveCapacity(capacity + 4)
    append(key)
  }

  mutating func append(header name: Bytes, _ value: Bytes?) {
    append(name)
    append(value)
  }

  private mutating func append(_ field: Bytes?) {
    withUnsafeBytes(of: Int32(field?.count ?? -1)) { block.append(contentsOf: $0) }
    if let field { block.append(contentsOf: field) }
  }

  /// Calls with the key, nil where there is none; its memory is valid during the call.
  func withKey<R>(_ body: (Bytes?) -> R) -> R {
    block.withUnsafeBufferPointer { bytes in
      var place = 0
      return body(PackedFields.field(in: bytes, &place))
    }
  }

  /// Calls with the name and the value of each header, in order; their memory is valid during the call.
  func forEachHeader<E: Error>(_ body: (Bytes, Bytes?) throws(E) -> Void) throws(E) {
    try block.withUnsafeBufferPointer { bytes throws(E) in
      var place = 0
      _ = PackedFields.field(in: bytes, &place)
      while place < bytes.count {
        guard let name = PackedFields.field(in: bytes, &place) else { return }
        try body(name, PackedFields.field(in: bytes, &place))
      }
    }
  }

  private static func field(in bytes: Bytes, _ place: inout Int) -> Bytes? {
    let length = Int(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: place, as: Int32.self))
    place += 4
    guard length >= 0 else { return nil }
    defer { place += length }
    return Bytes(rebasing: bytes[place..<(place + length)])
  }
}
