/// What the ledger refuses, and whether trying again can help.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// Another archiver owns the partition now, or has moved its offset: what was read must be given up.
    case fenced
    /// Stored rows contradict each other.
    case corrupt
    /// A row that should exist does not.
    case missing
    /// Host and database disagree about the time.
    case clocks
    /// A text, such as a key or a checkpoint, is not of its form.
    case malformed
  }

  package var code: Code
  package var message: String
  package var isRetriable: Bool

  package init(_ code: Code, _ message: String, isRetriable: Bool = false) {
    self.code = code
    self.message = message
    self.isRetriable = isRetriable
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
