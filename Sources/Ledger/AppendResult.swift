/// What one append did.
package struct AppendResult: Sendable, Hashable {
  /// The ledger's last position afterwards.
  package var head: Int64
  package var appended: Int
  package var duplicates: Int
  package var parked: Int
  package var superseded: Int
}
