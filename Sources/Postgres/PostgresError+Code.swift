extension PostgresError {
  /// The kind of a failure.
  public enum Code: String, Sendable {
    /// The server refused; the SQLSTATE says why.
    case server
    /// No connection could be made.
    case connectionFailed
    /// An established connection broke.
    case connectionLost
    /// A result does not have the type that was asked for.
    case decoding
    /// A value cannot be sent, for instance text with a NUL character.
    case invalidValue
    /// The library was used in a way it cannot serve.
    case misuse
    /// The pool is closed.
    case closed
    /// The configuration cannot be read.
    case configuration
    /// A migration was refused.
    case migration
    /// The embedded cluster could not be set up, started or stopped.
    case cluster
  }
}
