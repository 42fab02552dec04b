/// The Merkle tree of RFC 6962, section 2.1.
package enum MerkleTree {
  package static func node(_ left: Hash, _ right: Hash) -> Hash { Hash(of: [1] + left.bytes + right.bytes) }

  /// How many leaves the left half of a tree of `count` has: the largest power of two below it.
  /// - Parameter count: at least 2.
  package static func split(_ count: Int64) -> Int64 {
    Int64(1) << (63 - (count - 1).leadingZeroBitCount)
  }
}
