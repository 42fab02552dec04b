import Domain

/// What the ledger knows an event by: the first 16 bytes of SHA-256 over source and id, each behind its length (4 bytes,
/// big-endian). The same as `ledger.event_digest` in SQL.
package struct EventDigest: Sendable, Hashable {
  let high: UInt64
  let low: UInt64

  package init(source: String, id: String) {
    var input = HashInput(capacity: 128)
    input.append(source)
    input.append(id)
    self = Hash(of: input.bytes).bytes.withUnsafeBytes { EventDigest(bytes: $0) }
  }

  package init(_ identity: EventIdentity) { self.init(source: identity.source, id: identity.id) }

  /// - Parameter bytes: at least 16; the first 16 count.
  init(bytes: UnsafeRawBufferPointer) {
    high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// The text form that SQL takes for a `uuid`, without hyphens.
  var uuid: String { EventDigest.hex(high) + EventDigest.hex(low) }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
