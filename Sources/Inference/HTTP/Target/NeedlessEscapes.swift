import Hummingbird

/// Makes one of all spellings of a path: Hummingbird's router takes it as it came, and `%61` is an `a` (RFC 3986, section
/// 6.2.2.2). What is escaped for a reason stays so, and is decoded as what stands for a `{name}` of a route.
enum NeedlessEscapes {
  /// The request without escapes of letters, digits and `-._~` in its path; nil where there are none, as is usual.
  static func undone(_ request: Request) -> Request? {
    let target = request.head.path ?? ""
    let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
    guard path.contains(UInt8(ascii: "%")) else { return nil }
    var bytes: [UInt8] = []
    var rest = path
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      // With one that cannot be read nothing is undone: `%%41` must not become another escape.
      guard let escaped = PercentText.octet(rest.prefix(2)) else { return nil }
      bytes += isUnreserved(escaped) ? [escaped] : [byte] + rest.prefix(2)
      rest = rest.dropFirst(2)
    }
    guard bytes.count < path.count else { return nil }
    var head = request.head
    head.path = String(decoding: bytes + target.utf8[path.endIndex...], as: UTF8.self)
    return Request(head: head, body: request.body)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }
}
