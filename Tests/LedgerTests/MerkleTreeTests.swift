import Ledger
import Testing

struct MerkleTreeTests {
  /// RFC 6962's recursive definition, as it stands there.
  static func reference(_ leaves: ArraySlice<Hash>) -> Hash {
    if leaves.isEmpty { return Hash(of: []) }
    if leaves.count == 1, let only = leaves.first { return only }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    return MerkleTree.node(reference(leaves.prefix(split)), reference(leaves.dropFirst(split)))
  }

  @Test func theFrontierHasTheRootOfTheRecursiveDefinition() throws {
    var tree = MerkleFrontier()
    var leaves: [Hash] = []
    for count in 0...130 {
      #expect(tree.root == MerkleTreeTests.reference(leaves[...]))
      #expect(tree.roots.count == count.nonzeroBitCount)
      #expect(try MerkleFrontier(size: Int64(count), bytes: tree.bytes) == tree)
      leaves.append(Hash(of: [UInt8(count)]))
      tree.append(leaves[count])
    }
    #expect(throws: LedgerError.self) { try MerkleFrontier(size: 3, bytes: [UInt8](repeating: 0, count: 32)) }
  }

  @Test func itKnowsTheRootsOfItsOwnSubtrees() {
    var tree = MerkleFrontier()
    let leaves = (0..<13).map { Hash(of: [UInt8($0)]) }
    for leaf in leaves { tree.append(leaf) }
    #expect(tree.root(start: 0, count: 8) == MerkleTreeTests.reference(leaves[0..<8]))
    #expect(tree.root(start: 8, count: 4) == MerkleTreeTests.reference(leaves[8..<12]))
    #expect(tree.root(start: 12, count: 1) == leaves[12])
    #expect(tree.root(start: 4, count: 4) == nil)
    #expect(tree.root(start: 0, count: 4) == nil)
  }

  @Test(arguments: [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (1_000_000, 524_288)] as [(Int64, Int64)])
  func theLeftHalfIsTheLargestPowerOfTwo(count: Int64, left: Int64) { #expect(MerkleTree.split(count) == left) }
}
