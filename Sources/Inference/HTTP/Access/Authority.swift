import Glibc

/// The host and the port of a URI (RFC 3986, section 3.2), as they are compared: the name in lower case and without the
/// dot of DNS's root, an IPv6 address in brackets and as short as it gets.
struct Authority: Hashable {
  var host: String
  /// nil: that of the scheme.
  var port: Int?

  /// - Returns: nil for what is none.
  init?(_ text: some StringProtocol) {
    let text = Substring(text)
    let name: Substring
    let rest: Substring
    if text.utf8.first == UInt8(ascii: "[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      guard let address = Authority.shortened(text[text.index(after: text.startIndex)..<end]) else { return nil }
      (host, rest) = ("[\(address)]", text[text.index(after: end)...])
    } else {
      (name, rest) = Authority.split(text)
      let bare = name.utf8.last == UInt8(ascii: ".") ? name.dropLast() : name
      guard !bare.isEmpty, bare.utf8.allSatisfy(Authority.isOfName) else { return nil }
      host = bare.lowercased()
    }
    guard let port = Authority.port(rest) else { return nil }
    self.port = port.number
  }

  /// The port, where none is named that of the scheme.
  func port(scheme: String) -> Int? { port ?? ["http": 80, "https": 443][scheme] }

  /// Where a port begins; the colon stands with it.
  private static func split(_ text: Substring) -> (name: Substring, rest: Substring) {
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    return (text[..<colon], text[colon...])
  }

  /// - Parameter text: empty, or a colon and digits; RFC 3986 takes no digits at all, too.
  private static func port(_ text: Substring) -> (number: Int?, Void)? {
    guard !text.isEmpty else { return (nil, ()) }
    guard text.utf8.first == UInt8(ascii: ":") else { return nil }
    let digits = text.dropFirst()
    guard !digits.isEmpty else { return (nil, ()) }
    guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      number <= 65_535
    else { return nil }
    return (number, ())
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~%!$&'()*+,;=".utf8.contains(byte)
    }
  }

  private static func shortened(_ text: Substring) -> String? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
    var bytes = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &address, &bytes, socklen_t(bytes.count)) != nil else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }
}
