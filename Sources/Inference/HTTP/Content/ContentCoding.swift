import CZlib

/// A coding that bodies may come in (RFC 9110, section 8.4.1).
enum ContentCoding: Hashable {
  case gzip
  case deflate

  /// As `Accept-Encoding` lists them.
  static let offer = "gzip, deflate"
  /// Most codings over each other.
  static let most = 4
  /// Most members of a gzip body: tools that write several have one for each 64 KiB or more.
  static let mostMembers = 1_000

  /// The codings of a body in the order in which they were applied, `identity` left out; nil where one is not known, or
  /// where there are too many.
  /// - Parameter lines: all lines of `Content-Encoding`.
  static func list(_ lines: [String]) -> [ContentCoding]? {
    var codings: [ContentCoding] = []
    for element in FieldList.elements(of: lines) {
      switch element.lowercased() {
      case "gzip", "x-gzip": codings.append(.gzip)
      case "deflate": codings.append(.deflate)
      case "identity": continue
      default: return nil
      }
    }
    return codings.count <= most ? codings : nil
  }

  /// What was coded. Gzip may have several members, one behind the other (RFC 1952, section 2.2); deflate is zlib's
  /// format (RFC 1950) or, since clients send that too, bare (RFC 1951).
  /// - Parameters:
  ///   - limit: most bytes of the outcome; not more than that is ever inflated, whatever the body claims.
  ///   - isWanted: whether anybody still waits for the outcome.
  func decoded(
    _ bytes: [UInt8], limit: Int, isWanted: () -> Bool = { true }
  ) throws(ContentCodingError) -> [UInt8] {
    try Inflater(windowBits: windowBits(bytes))
      .inflate(bytes, limit: limit, members: self == .gzip ? ContentCoding.mostMembers : 1, isWanted: isWanted)
  }

  private func windowBits(_ bytes: [UInt8]) -> Int32 {
    if self == .gzip { return MAX_WBITS + 16 }
    let header = bytes.prefix(2).map(Int.init)
    let isZlib = header.count == 2 && header[0] & 0x0F == 8 && (header[0] << 8 + header[1]) % 31 == 0
    return isZlib ? MAX_WBITS : -MAX_WBITS
  }
}
