import Crypto

/// The SHA-256 that an artifact is known by.
struct ArtifactDigest: Sendable, Hashable {
  /// 32 bytes.
  let bytes: [UInt8]
  /// 64 lower-case hexadecimal digits.
  let hex: String

  init(of content: [UInt8]) {
    var hash = SHA256()
    content.withUnsafeBytes { hash.update(bufferPointer: $0) }
    self.init(bytes: Array(hash.finalize()))
  }

  /// - Throws: `ArtifactError` with code `notADigest`.
  init(hex: String) throws(ArtifactError) {
    let digits = Array(hex.utf8).map { Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init) }
    let values = digits.compactMap(\.self)
    guard hex.utf8.count == 64, values.count == 64 else {
      throw ArtifactError(
        .notADigest, "\"\(hex.prefix(80))\" is no SHA-256 digest, which has 64 hexadecimal digits")
    }
    self.init(bytes: stride(from: 0, to: 64, by: 2).map { values[$0] << 4 | values[$0 + 1] })
  }

  private init(bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    self.bytes = bytes
    hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
