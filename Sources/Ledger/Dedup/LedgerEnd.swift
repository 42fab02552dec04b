/// Which history the ledger has: its last position, and the chain hash of the batch that ended there.
struct LedgerEnd: Sendable, Hashable {
  var position: Int64 = 0
  var batch: Int64 = 0
  var chainHash = Hash.zero

  /// Before the first event.
  init() {}

  init(_ head: LedgerHead) { (position, batch, chainHash) = (head.position, head.batch, head.chainHash) }

  init(_ link: ChainLink) { (position, batch, chainHash) = (link.lastPosition, link.batch, link.hash) }
}
