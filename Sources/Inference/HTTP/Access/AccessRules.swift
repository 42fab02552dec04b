import NIOHTTP1

/// For which hosts requests are taken, and from whose pages: a browser shall not be a way in for others
/// (DNS rebinding, and requests across sites).
struct AccessRules: Sendable {
  /// Those of this machine alone; no page of others has them, whatever DNS says.
  static let ownHosts = ["localhost", "127.0.0.1", "[::1]"]

  /// As requests are made by; nil: by any.
  let hosts: Set<String>?
  /// Those of others whose pages may ask.
  let origins: Set<Origin>
  /// How this service is asked: http, or https.
  let scheme: String

  /// - Parameters:
  ///   - address: where the service listens.
  ///   - hosts: names and addresses that it is asked by, without ports. Where it listens on loopback they come beside
  ///     this machine's; where others can reach it they, and this machine's, are all, and without them any is.
  ///   - origins: such as `https://app.example.org`.
  /// - Throws: `InferenceError` for what is no host, and no origin.
  init(address: String, hosts: [String], origins: [String], isSecure: Bool) throws(InferenceError) {
    scheme = isSecure ? "https" : "http"
    var named: Set<String> = []
    for host in hosts { named.insert(try AccessRules.host(host)) }
    if ListenAddress.isLoopback(address) {
      named.formUnion(AccessRules.ownHosts)
      // Another address of loopback, such as 127.0.0.2.
      if let own = Authority(address.contains(":") ? "[\(address)]" : address) { named.insert(own.host) }
      self.hosts = named
    } else {
      self.hosts = named.isEmpty ? nil : named.union(AccessRules.ownHosts)
    }
    var declared: Set<Origin> = []
    for origin in origins { declared.insert(try AccessRules.origin(origin)) }
    self.origins = declared
  }

  /// Why a request is not taken; nil where it is. Its head has passed `RequestFraming`.
  func problem(_ head: HTTPRequestHead) -> Problem? {
    let host = head.headers.first(name: "host")
    let authority = host.flatMap { Authority($0) }
    // HTTP/1.0 may name none; no browser does that.
    if let hosts, let host, authority.map({ !hosts.contains($0.host) }) ?? true {
      return .misdirected(host, hosts: hosts.sorted())
    }
    for text in head.headers["origin"] {
      guard let origin = Origin(text), origins.contains(origin) || isOwn(origin, authority) else {
        return .foreignOrigin(text)
      }
    }
    return nil
  }

  /// What the answer to a request says to browsers; nil: to one that nobody could read.
  func fields(_ head: HTTPRequestHead?) -> AnswerFields {
    guard !origins.isEmpty else { return AnswerFields() }
    let text = head?.headers.first(name: "origin")
    return AnswerFields(varies: true, origin: text.flatMap { Origin($0).map(origins.contains) ?? false ? text : nil })
  }

  private func isOwn(_ origin: Origin, _ authority: Authority?) -> Bool {
    authority.map { Origin(scheme: scheme, $0) } == origin
  }

  private static func host(_ text: String) throws(InferenceError) -> String {
    // An IPv6 address may be written without brackets here, as there is no port to tell apart.
    let isBareAddress = text.utf8.count { $0 == UInt8(ascii: ":") } > 1 && !text.hasPrefix("[")
    guard let authority = Authority(isBareAddress ? "[\(text)]" : text), authority.port == nil, !text.hasSuffix(":"),
      !text.contains("*"), authority.host.hasPrefix("[") || isName(authority.host)
    else {
      throw InferenceError(
        .configuration,
        "\"\(text)\" is no allowed host; name hosts in MILLRACE_ALLOWED_HOSTS as they are asked by, without scheme, port or *, such as "
          + "millrace.example.org or 10.0.0.7")
    }
    return authority.host
  }

  /// Labels of letters, digits, hyphens and underscores, up to 63 bytes each and 253 in all; what consists of digits and
  /// dots is an IPv4 address.
  private static func isName(_ host: String) -> Bool {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    if labels.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
      return labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    }
    return host.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
          && label.utf8.last != UInt8(ascii: "-")
          && label.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-_".utf8.contains(byte)
          }
      }
  }

  private static func origin(_ text: String) throws(InferenceError) -> Origin {
    guard let origin = Origin(text), !text.contains("*"), !text.hasSuffix(":") else {
      throw InferenceError(
        .configuration,
        "\"\(text)\" is no allowed origin; write in MILLRACE_ALLOWED_ORIGINS scheme, host and, where it is not the scheme's own, port, and nothing "
          + "behind them, such as https://app.example.org (null and * are anybody's)")
    }
    return origin
  }
}
