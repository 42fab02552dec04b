/// A growing Merkle tree (RFC 6962) by the roots of its complete subtrees, largest first: one for each bit of the size.
///
/// Appending a leaf costs one hash on average, and so does the tree's head per subtree; no other leaf is needed.
package struct MerkleFrontier: Sendable, Hashable {
  package private(set) var size: Int64 = 0
  package private(set) var roots: [Hash] = []

  package init() {}

  /// Out of the bytes that the ledger stores.
  /// - Throws: `LedgerError.corrupt` where there are not as many roots as a tree of that size has.
  package init(size: Int64, bytes: [UInt8]) throws {
    guard size >= 0, bytes.count == 32 * size.nonzeroBitCount else {
      throw LedgerError(
        .corrupt, "a tree of \(size) leaves has \(size.nonzeroBitCount) subtree roots of 32 bytes, not \(bytes.count)")
    }
    self.size = size
    roots = stride(from: 0, to: bytes.count, by: 32).map { Hash(bytes: Array(bytes[$0..<($0 + 32)])) }
  }

  package mutating func append(_ leaf: Hash) {
    size += 1
    var hash = leaf
    for _ in 0..<size.trailingZeroBitCount { hash = MerkleTree.node(roots.removeLast(), hash) }
    roots.append(hash)
  }

  /// The tree's head; of no leaves, SHA-256 of nothing.
  package var root: Hash {
    guard var hash = roots.last else { return Hash(of: []) }
    for left in roots.dropLast().reversed() { hash = MerkleTree.node(left, hash) }
    return hash
  }

  package var bytes: [UInt8] { roots.flatMap(\.bytes) }

  /// The root of the complete subtree over the leaves [start, start + count), where this tree has it as one of its own.
  package func root(start: Int64, count: Int64) -> Hash? {
    var place: Int64 = 0
    for (index, bit) in (0..<63).reversed().filter({ size & (Int64(1) << $0) != 0 }).enumerated() {
      let width = Int64(1) << bit
      if place == start, width == count { return roots[index] }
      place += width
    }
    return nil
  }
}
