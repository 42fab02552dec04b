import NIOHTTP1

/// What a request's head says about where the request ends and whom it is for (RFC 9112).
enum RequestFraming {
  /// Why a head can be none of a request; nil where it can.
  static func problem(_ head: HTTPRequestHead) -> Problem? {
    guard head.method != .CONNECT else {
      return .malformedRequest(
        "it has the method CONNECT, which asks a proxy for a tunnel, and this service is no proxy")
    }
    let hosts = head.headers["host"]
    if hosts.isEmpty, !isEarly(head.version) {
      return .malformedRequest("it has no `Host`, which HTTP/1.1 asks for; send one, such as `Host: localhost`")
    }
    if hosts.count > 1 { return .malformedRequest("it has more than one `Host`; send one") }
    if let host = hosts.first, !host.utf8.allSatisfy(isOfHost) {
      return .malformedRequest("its `Host` is none; send a name or an address, with a port where there is one")
    }
    if let authority = authority(head), authority.isEmpty || !authority.utf8.allSatisfy(isOfHost) {
      return .malformedRequest("its target has a host that is none; send a path, such as /v1/loops")
    }
    if let length = head.headers.first(name: "content-length"), Int(length) == nil, UInt64(length) != nil {
      return .tooLarge("the body is said to have \(length) bytes, and none may have as many")
    }
    let lines = head.headers["transfer-encoding"]
    guard !lines.isEmpty else { return nil }
    if isEarly(head.version) {
      return .malformedRequest("HTTP/1.0 has no `Transfer-Encoding`; send the body with `Content-Length`")
    }
    let codings = FieldList.elements(of: lines).map { $0.lowercased() }
    return codings == ["chunked"] ? nil : .unsupportedTransferCoding(lines.joined(separator: ", "))
  }

  /// What the parser takes of a head; by itself it would take 2 MiB of fields.
  static var limits: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    (limits.maxHeaderFieldCount, limits.maxHeaderListSize, limits.maxHeaderFieldSize) = (256, 80 << 10, 80 << 10)
    return limits
  }

  /// The head without blanks and tabs behind its fields' values, which are none of theirs (RFC 9112, section 5.1); the
  /// parser leaves them.
  static func trimmed(_ head: HTTPRequestHead) -> HTTPRequestHead {
    guard head.headers.contains(where: { isBlank($0.value.utf8.last) }) else { return head }
    var head = head
    head.headers = HTTPHeaders(
      head.headers.map { name, value in
        let kept = value.utf8.reversed().drop { isBlank($0) }.count
        return (name, String(Substring(value.utf8.prefix(kept))))
      })
    return head
  }

  private static func isBlank(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// The head as it is to be taken: HTTP/1.0 knows no expectations (RFC 9110, section 10.1.1), and where the target
  /// names a host, that counts and `Host` does not (RFC 9112, section 3.2.2).
  static func read(_ head: HTTPRequestHead) -> HTTPRequestHead {
    var head = head
    if isEarly(head.version), head.headers.contains(name: "expect") { head.headers.remove(name: "expect") }
    if let authority = authority(head) { head.headers.replaceOrAdd(name: "host", value: String(authority)) }
    return head
  }

  /// The host and port of a target in absolute form; nil where it is a path.
  private static func authority(_ head: HTTPRequestHead) -> Substring? {
    guard head.uri.utf8.first != UInt8(ascii: "/"),
      let scheme = head.uri.firstRange(of: "://")
    else { return nil }
    return head.uri[scheme.upperBound...].prefix { !"/?#".contains($0) }
  }

  /// What to say where the parser gave up before a head's end.
  static func problem(_ error: any Error) -> Problem {
    switch error as? HTTPParserError {
    case .invalidMethod:
      .malformedRequest("it begins with no method that HTTP has; what is served takes GET, HEAD, POST and OPTIONS")
    case .invalidURL:
      .malformedRequest("its target cannot be read; escape what has no place in one, such as a blank as %20")
    case .invalidVersion, .invalidConstant: .malformedRequest("its version is none that is spoken here; send HTTP/1.1")
    case .headerOverflow:
      .malformedRequest("its head is too long; it may have 256 fields and 80 KiB")
    case .unexpectedContentLength, .invalidContentLength:
      .malformedRequest(
        "it says more than once, or not as a number, how long its body is; send one `Content-Length`, "
          + "or `Transfer-Encoding: chunked`")
    case .invalidHeaderToken, .lfExpected, .invalidEOFState:
      .malformedRequest("a line of its head is no field; send `Name: value`, each on one line that ends with CR LF")
    default:
      .malformedRequest(
        "it does not follow HTTP's grammar (RFC 9112), such as by line ends or a `Transfer-Encoding` that is not chunked "
          + "alone; send it through an HTTP client")
    }
  }

  /// Whether it is a version before HTTP/1.1.
  static func isEarly(_ version: HTTPVersion) -> Bool { (version.major, version.minor) < (1, 1) }

  /// A byte that the name, the address or the port of a host may have (RFC 3986, section 3.2).
  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~%!$&'()*+,;=:[]".utf8.contains(byte)
    }
  }
}
