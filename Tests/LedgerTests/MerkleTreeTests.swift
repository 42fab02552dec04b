import Ledger
import Testing

struct MerkleTreeTests {
  /// RFC 6962's recursive definition, as it stands there.
  private func reference(_ leaves: ArraySlice<Hash>) -> Hash {
    if leaves.count == 1, let only = leaves.first { return only }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    return MerkleTree.node(
      reference(leaves.prefix(split)), reference(leaves.dropFirst(split)))
  }

  @Test func equalsTheRecursiveDefinition() {
    for count in 1...70 {
      let leaves = (0..<count).map { Hash(of: [UInt8($0)]) }
      #expect(MerkleTree.root(of: leaves) == reference(leaves[...]))
    }
  }
}
