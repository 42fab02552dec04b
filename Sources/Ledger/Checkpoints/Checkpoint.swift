#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The head of the ledger's Merkle tree at a size, as the body of a note (https://c2sp.org/tlog-checkpoint).
package struct Checkpoint: Sendable, Hashable {
  /// Which ledger: the name of the key that signs for it.
  package var origin: String
  /// How many events the tree has.
  package var size: Int64
  package var root: Hash

  package init(origin: String, size: Int64, root: Hash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Three lines: origin, size, root in base64.
  package var text: String { "\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n" }

  /// - Parameter text: of a note; lines behind the third, which the format allows, are passed over.
  /// - Throws: `LedgerError.malformed`.
  package init(text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, !lines[0].isEmpty, let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
      let root = Data(base64Encoded: String(lines[2])), root.count == 32
    else {
      throw LedgerError(
        .malformed, "this is no checkpoint: its lines have to be an origin, a size, and a root in base64")
    }
    self.init(origin: String(lines[0]), size: size, root: Hash(bytes: Array(root)))
  }
}
