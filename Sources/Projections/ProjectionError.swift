/// What is wrong with a projection or its state.
package struct ProjectionError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case malformed
    case missing
    /// The live tables were folded by another version of the projection's files.
    case versionMismatch
    /// Somebody else is at it.
    case busy
    /// A name that cannot be used.
    case name
  }

  package var code: Code
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
