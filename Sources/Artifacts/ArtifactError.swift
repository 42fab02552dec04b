/// What is wrong with an artifact: what, where, how to mend it, and whether trying again can help.
package struct ArtifactError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The text is no SHA-256 digest.
    case notADigest
    /// Nothing is stored under that digest.
    case missing
    /// What is stored under the digest has another one, or lacks pieces.
    case damaged
    /// The cache's folder cannot be used.
    case cache
  }

  package var code: Code
  package var message: String
  /// A missing artifact may still be on its way.
  package var isRetriable: Bool { code == .missing }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "artifact \(code.rawValue): \(message)" }
}
