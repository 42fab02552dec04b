/// Where a page comes from (RFC 6454): a scheme, a host and a port.
struct Origin: Hashable {
  var scheme: String
  var host: String
  var port: Int?

  /// - Parameter text: as a browser sends it.
  /// - Returns: nil for what is none, `null` with it.
  init?(_ text: String) {
    guard let end = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<end.lowerBound].lowercased()
    guard let first = scheme.utf8.first, (0x61...0x7A).contains(first), scheme.utf8.allSatisfy(Origin.isOfScheme),
      let authority = Authority(text[end.upperBound...])
    else { return nil }
    (self.scheme, host, port) = (scheme, authority.host, authority.port(scheme: scheme))
  }

  init(scheme: String, _ authority: Authority) {
    (self.scheme, host, port) = (scheme, authority.host, authority.port(scheme: scheme))
  }

  private static func isOfScheme(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "+-.".utf8.contains(byte)
  }
}
