import Domain

/// Where the ledger has an event, and since when.
package struct EventPlace: Sendable, Hashable {
  package var position: Int64
  package var recordedAt: Timestamp
  package var type: String
  package var loop: String
}
