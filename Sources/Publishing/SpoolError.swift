/// What went wrong with a spool: what, where, how to mend it, and whether trying again can help.
package struct SpoolError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The bound is reached, or the disk is full.
    case full
    /// Another process uses the folder.
    case inUse
    /// The file system refused.
    case io
    /// `close()` was called before.
    case closed
    /// A file is not what this program wrote.
    case damaged
  }

  package var code: Code
  package var message: String
  package var isRetriable: Bool { code == .full }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "spool \(code.rawValue): \(message)" }
}
