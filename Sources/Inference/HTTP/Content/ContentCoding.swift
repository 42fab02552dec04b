import CZlib

/// A coding that bodies may come in (RFC 9110, section 8.4.1).
enum ContentCoding: Hashable {
  case gzip
  case deflate

  /// As `Accept-Encoding` lists them.
  static let offer = "gzip, deflate"
  /// Most codings over each other.
  static let most = 4

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
  /// - Parameter limit: most bytes of the outcome; not more than that is ever inflated, whatever the body claims.
  func decoded(_ bytes: [UInt8], limit: Int) throws(ContentCodingError) -> [UInt8] {
    var output: [UInt8] = []
    var rest = bytes[...]
    repeat {
      let inflater = try Inflater(windowBits: windowBits(rest))
      rest = rest.dropFirst(try inflater.inflate(rest, into: &output, limit: limit))
    } while self == .gzip && !rest.isEmpty
    guard rest.isEmpty else {
      throw .broken("\(rest.count) bytes stand behind the end of the coded body")
    }
    return output
  }

  private func windowBits(_ bytes: ArraySlice<UInt8>) -> Int32 {
    if self == .gzip { return MAX_WBITS + 16 }
    let header = bytes.prefix(2).map(Int.init)
    let isZlib = header.count == 2 && header[0] & 0x0F == 8 && (header[0] << 8 + header[1]) % 31 == 0
    return isZlib ? MAX_WBITS : -MAX_WBITS
  }
}
