/// A set of digests that may say yes to one that it was not given, and never no to one that it was.
///
/// A split block Bloom filter: a digest sets one bit in each of the eight words of one block, so that a look costs one
/// line of the processor's cache. 16 bits for each digest make it wrong about once in a thousand. Blocks are in the order
/// of digests, so looking many up in ascending order goes through the memory once.
/// Source: Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007.
struct BloomFilter: Sendable {
  private static let wordsInBlock = 8
  private static let bitsForEach = 16

  private var words: [UInt64]
  /// The first bits of a digest say which block is its own.
  private let shift: UInt64

  /// - Parameter capacity: how many digests it is made for; a power of two, at least 32.
  init(capacity: Int) {
    precondition(capacity >= 32 && capacity.nonzeroBitCount == 1, "the filter's capacity is no power of two")
    words = [UInt64](repeating: 0, count: capacity * BloomFilter.bitsForEach / UInt64.bitWidth)
    let blocks = words.count / BloomFilter.wordsInBlock
    shift = UInt64(UInt64.bitWidth - blocks.trailingZeroBitCount)
  }

  mutating func insert(_ digest: EventDigest) {
    let block = Int(digest.high >> shift) * BloomFilter.wordsInBlock
    for word in 0..<BloomFilter.wordsInBlock {
      words[block + word] |= BloomFilter.bit(digest, word)
    }
  }

  func mayContain(_ digest: EventDigest) -> Bool {
    let block = Int(digest.high >> shift) * BloomFilter.wordsInBlock
    // Without a branch that depends on what memory says, the next look begins before this one ends.
    var absent: UInt64 = 0
    for word in 0..<BloomFilter.wordsInBlock { absent |= BloomFilter.bit(digest, word) & ~words[block + word] }
    return absent == 0
  }

  @inline(__always)
  private static func bit(_ digest: EventDigest, _ word: Int) -> UInt64 { 1 << (digest.low >> UInt64(6 * word) & 63) }
}
