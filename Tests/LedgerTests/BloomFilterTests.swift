import Domain
import Testing

@testable import Ledger

@Suite struct BloomFilterTests {
  private func digests(_ count: Int, _ random: inout SplitMix) -> [EventDigest] {
    (0..<count).map { _ in EventDigest(source: "/test", id: String(random.next())) }
  }

  @Test(arguments: [5, 10, 14])
  func itNeverForgetsAndIsRarelyWrong(bits: Int) {
    var random = SplitMix(state: UInt64(bits))
    var filter = BloomFilter(capacity: 1 << bits)
    let members = digests(1 << bits, &random)
    for digest in members { filter.insert(digest) }
    #expect(members.allSatisfy { filter.mayContain($0) })
    let wrong = digests(20_000, &random).count { filter.mayContain($0) }
    // One in a thousand, and small filters are less even.
    #expect(wrong < (bits < 8 ? 200 : 60))
  }

  @Test func eachGenerationIsInOneSegment() {
    for generation in 0..<500 {
      let segment = Generations.segment(of: generation)
      #expect(segment.contains(generation) && segment.count <= 16)
      #expect(segment.allSatisfy { Generations.segment(of: $0) == segment })
    }
    #expect(Set((0..<64).map { Generations.segment(of: $0).lowerBound }).sorted() == [0, 1, 2, 4, 8, 16, 32, 48])
  }
}
