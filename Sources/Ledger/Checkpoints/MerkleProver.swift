import Postgres

/// Proofs over the ledger's Merkle tree at a size (RFC 6962, section 2.1.1).
///
/// The roots of most subtrees stand in the batches' frontiers; leaves are computed again for the last 1,024 of a subtree
/// at most, or for what a single batch holds. A proof takes some log² n look-ups, never the whole ledger.
package struct MerkleProver {
  private let db: PostgresSession
  private let size: Int64
  private let leavesAtOnce: Int64

  /// - Parameter leavesAtOnce: the most leaves that are read rather than looked for in two halves.
  package init(_ db: PostgresSession, size: Int64, leavesAtOnce: Int64 = 1_024) {
    self.db = db
    self.size = size
    self.leavesAtOnce = leavesAtOnce
  }

  /// The sibling hashes from a leaf up to the root.
  /// - Parameter index: the position less one.
  package func inclusionPath(_ index: Int64) throws -> [Hash] {
    var (low, high) = (Int64(0), size)
    var path: [Hash] = []
    while high - low > 1 {
      let middle = low + MerkleTree.split(high - low)
      if index < middle {
        path.append(try root(middle, high))
        high = middle
      } else {
        path.append(try root(low, middle))
        low = middle
      }
    }
    return path.reversed()
  }

  /// The tree over the first events.
  package func frontier(at size: Int64) throws -> MerkleFrontier {
    let row = try db.query(
      "SELECT last_position, frontier FROM ledger.batch WHERE last_position <= $1 ORDER BY last_position DESC LIMIT 1",
      [.int(size)]
    ).first
    var tree = try row.map { try MerkleFrontier(size: try $0.int64(0), bytes: try $0.bytes(1)) } ?? MerkleFrontier()
    try StoredEvent.leaves(db, after: tree.size, through: size) { tree.append($0) }
    return tree
  }

  /// The root over the leaves [low, high), where they are a subtree of the tree.
  func root(_ low: Int64, _ high: Int64) throws -> Hash {
    let count = high - low
    if count.nonzeroBitCount == 1, let known = try known(low, count) { return known }
    if count <= leavesAtOnce {
      var tree = MerkleFrontier()
      try StoredEvent.leaves(db, after: low, through: high) { tree.append($0) }
      return tree.root
    }
    let middle = low + MerkleTree.split(count)
    return MerkleTree.node(try root(low, middle), try root(middle, high))
  }

  /// A complete subtree is one of the tree at a batch's end, if that lies behind it and before its parent is complete.
  private func known(_ low: Int64, _ count: Int64) throws -> Hash? {
    guard low % (2 * count) == 0 else { return nil }
    let row = try db.query(
      """
      SELECT last_position, frontier FROM ledger.batch WHERE last_position >= $1 AND last_position < $2
      ORDER BY last_position LIMIT 1
      """, [.int(low + count), .int(low + 2 * count)]
    ).first
    return try row.flatMap {
      try MerkleFrontier(size: try $0.int64(0), bytes: try $0.bytes(1)).root(start: low, count: count)
    }
  }
}
