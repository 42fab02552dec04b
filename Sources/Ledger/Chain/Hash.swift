import Crypto

/// A SHA-256 digest, 32 bytes.
package struct Hash: Sendable, Hashable {
  package var bytes: [UInt8]

  /// 32 zero bytes: the hash before the first batch.
  package static let zero = Hash(bytes: [UInt8](repeating: 0, count: 32))

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package init(of bytes: [UInt8]) {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    self.bytes = hash.finalize().withUnsafeBytes { Array($0) }
  }
}
