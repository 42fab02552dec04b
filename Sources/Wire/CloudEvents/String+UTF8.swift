extension String {
  /// The bytes as text; nil where they are not valid UTF-8.
  ///
  /// `String(validating:as:)` is generic to its core and takes several times as long; ASCII, as nearly all of it is, need
  /// not be validated.
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.allSatisfy({ $0 < 0x80 }) {
      self.init(decoding: bytes, as: UTF8.self)
    } else {
      self.init(validating: bytes, as: UTF8.self)
    }
  }
}
