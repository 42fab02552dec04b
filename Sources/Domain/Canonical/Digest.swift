import Crypto

/// SHA-256 digests as lower-case hexadecimal text: how datasets, models and events are identified.
package enum Digest {
  package static func hex(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(data: Array(bytes))
    return hex(hash.finalize())
  }

  /// As browsers name what a page may have in itself: `sha256-` and the digest in base64 (CSP, section 2.3.1).
  package static func integrity(of text: String) -> String {
    var hash = SHA256()
    hash.update(data: Array(text.utf8))
    return "sha256-" + base64(Array(hash.finalize()))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = bytes[start..<min(start + 3, bytes.count)]
      let word = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
      for place in 0..<4 {
        text.append(place <= three.count ? digits[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
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
