/// The Merkle tree hash of RFC 6962, section 2.1, over leaf hashes in order.
package enum MerkleTree {
  package static func root(of leaves: [Hash]) -> Hash {
    guard !leaves.isEmpty else { return Hash(of: []) }
    var level = leaves
    while level.count > 1 {
      // Pairing neighbours and carrying a last odd one up gives the tree of RFC 6962, whose left subtrees are the
      // largest powers of two.
      var next: [Hash] = []
      next.reserveCapacity(level.count / 2 + 1)
      var index = 0
      while index + 1 < level.count {
        next.append(node(level[index], level[index + 1]))
        index += 2
      }
      if index < level.count { next.append(level[index]) }
      level = next
    }
    return level[0]
  }

  package static func node(_ left: Hash, _ right: Hash) -> Hash { Hash(of: [1] + left.bytes + right.bytes) }
}
