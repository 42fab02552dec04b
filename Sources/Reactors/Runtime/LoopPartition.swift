import Crypto

/// To which partition of the topic `millrace.loops` a loop belongs when its work is shared out.
package enum LoopPartition {
  /// The same in every process and version: the first eight bytes of the SHA-256 of the loop's name, modulo the count.
  package static func of(_ loop: String, among count: Int) -> Int32 {
    let hash = SHA256.hash(data: Array(loop.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int32(hash % UInt64(max(count, 1)))
  }
}
