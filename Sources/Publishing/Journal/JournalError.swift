/// What went wrong with a journal: what, where, how to mend it, and whether trying again can help.
package struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The bound is reached, or the disk is full. Nothing of it was written.
    case full
    /// The disk refused. What was being written may be there all the same.
    case io
    /// `close()` was called before.
    case closed
    /// A newer program wrote it.
    case newer
    /// A file is not what a program wrote.
    case damaged
  }

  package var code: Code
  package var message: String
  package var isRetriable: Bool { code == .full || code == .io }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "journal \(code.rawValue): \(message)" }
}
