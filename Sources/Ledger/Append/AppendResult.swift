/// What one append did.
package struct AppendResult: Sendable, Hashable {
  /// The ledger's last position afterwards.
  package var head: Int64
  package var appended: Int
  package var duplicates: Int
  package var parked: Int
  package var superseded: Int
  /// Parked records that a retry brought into the ledger.
  package var retried: Int
  package var discarded: Int
  /// Decisions about parked records that stand in the ledger and have no effect, each with the reason, in words.
  package var ignored: [String] = []
}
