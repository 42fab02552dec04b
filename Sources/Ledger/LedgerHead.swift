import Domain

/// Where the ledger ends.
package struct LedgerHead: Sendable, Hashable {
  package var position: Int64
  package var recordedAt: Timestamp
  package var batch: Int64
  package var chainHash: Hash
  /// The Merkle tree over the whole ledger.
  package var frontier: MerkleFrontier
}
