import Domain

/// An event with its place in the ledger.
package struct LedgerEvent: Sendable, Hashable {
  package var position: Int64
  package var recordedAt: Timestamp
  package var occurredAt: Timestamp
  package var loop: String
  package var type: String
  package var source: String
  package var id: String
  package var correlationID: String?
  /// Read by `decoded(as:)` alone.
  var data: [UInt8]
}
