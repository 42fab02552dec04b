import Crypto

/// SHA-256 digests as lower-case hexadecimal text: how datasets, models and events are identified.
package enum Digest {
  package static func hex(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(data: Array(bytes))
    return hex(hash.finalize())
  }

  /// Whether the text is a digest as `hex(of:)` writes it.
  package static func isHex(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The digest of a value's canonical text.
  package static func hex(of value: JSONValue) -> String { hex(of: value.canonicalText.utf8) }

  package static func hex(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A deterministic id: a readable kind and 128 bits of the digest of what it stands for.
  package static func id(_ kind: String, _ parts: JSONValue) -> String { "\(kind)-\(hex(of: parts).prefix(32))" }
}
