import Publishing

/// Where the inference service listens, who may ask, and where it keeps what it cannot send.
package struct InferenceConfiguration: Sendable {
  /// A certificate chain and its private key, as PEM files.
  package struct TLSFiles: Sendable, Hashable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  package var host: String
  /// 0: any free one.
  package var port: Int
  package var tls: TLSFiles?
  /// What every request to `/v1` has to bring as `Authorization: Bearer`; nil: nothing.
  package var token: String?
  package var journal: JournalConfiguration
  package var delivery: DeliveryConfiguration
  /// Names and addresses that the service is asked by, without ports, beside those of this machine; where none is named
  /// and others can reach it, by any.
  package var allowedHosts: [String] = []
  /// Whose pages may ask it from a browser, such as `https://app.example.org`, beside its own.
  package var allowedOrigins: [String] = []
  package var connections = ConnectionLimits()
  /// The file that is served as `/openapi.yaml`.
  package var openAPIFile: String
  /// A folder for artifacts that were loaded from Postgres; nil: none.
  package var artifactCacheFolder: String?
  /// How often the serving slots are looked at when nobody wakes the follower.
  package var refreshInterval: Duration
  package var limits: RequestLimits

  package init(
    host: String = "127.0.0.1", port: Int = 8080, tls: TLSFiles? = nil, token: String? = nil,
    journal: JournalConfiguration, delivery: DeliveryConfiguration = .init(), openAPIFile: String,
    artifactCacheFolder: String? = nil, refreshInterval: Duration = .seconds(1), limits: RequestLimits = .init()
  ) {
    self.host = host
    self.port = port
    self.tls = tls
    self.token = token
    self.journal = journal
    self.delivery = delivery
    self.openAPIFile = openAPIFile
    self.artifactCacheFolder = artifactCacheFolder
    self.refreshInterval = refreshInterval
    self.limits = limits
  }

  /// Whether the address can be reached from this machine only.
  package var isLoopback: Bool { ListenAddress.isLoopback(host) }

  /// For which hosts requests are taken, and from whose pages.
  /// - Throws: `InferenceError` for what is no host, and no origin.
  func accessRules() throws(InferenceError) -> AccessRules {
    try AccessRules(address: host, hosts: allowedHosts, origins: allowedOrigins, isSecure: tls != nil)
  }

  /// - Throws: `InferenceError` for an address that others can reach without TLS and a token, and for allowed hosts and
  ///   origins that are none.
  package func validate() throws(InferenceError) {
    _ = try accessRules()
    if let token, token.utf8.count < 16 || !token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      throw InferenceError(
        .configuration,
        "the token has to be at least 16 printable ASCII characters without spaces; make one with "
          + "`openssl rand -hex 32`")
    }
    guard !isLoopback, tls == nil || token == nil else { return }
    let missing = [tls == nil ? "a TLS certificate and key" : nil, token == nil ? "a token" : nil].compactMap(\.self)
    throw InferenceError(
      .exposed,
      "\(host) can be reached by others, which needs \(missing.joined(separator: " and ")); configure them, or listen "
        + "on 127.0.0.1 behind a proxy")
  }
}
