import Domain

/// Compares the token of a request with the service's in a time that tells nothing about either.
struct BearerCheck: Sendable {
  private let digest: [UInt8]

  init(token: String) { digest = BearerCheck.digest(token) }

  /// - Parameter header: the value of `Authorization`.
  func accepts(_ header: String?) -> Bool {
    guard let header, header.prefix(7).lowercased() == "bearer " else { return false }
    let given = BearerCheck.digest(String(FieldList.trimmed(header.dropFirst(7))))
    return zip(given, digest).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Of one length, whatever the token's.
  private static func digest(_ token: String) -> [UInt8] { Array(Digest.hex(of: token.utf8).utf8) }
}
