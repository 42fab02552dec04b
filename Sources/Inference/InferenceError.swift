/// Why the inference service cannot start: what, where and how to mend it.
package struct InferenceError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// An address other than loopback without TLS and a token.
    case exposed
    /// The configuration contradicts itself, or names a file that cannot be used.
    case configuration
    /// The address is not free, or not this machine's.
    case cannotListen
  }

  package var code: Code
  package var message: String
  package var isRetriable: Bool { code == .cannotListen }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "inference \(code.rawValue): \(message)" }
}
