import Testing

@testable import Kernels

/// What chance decides, against plain loops that ask the source element by element.
@Suite struct ChanceTests {
  @Test func randomSourceFollowsPCG32() {
    // The first outputs of pcg32_srandom(42, 54), from the reference implementation's demo.
    var random = RandomSource(seed: 42, stream: 54)
    #expect(
      (0..<6).map { _ in random.next() } == [
        0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b, 0xcbed_606e,
      ])
  }

  private func source() -> RandomSource { RandomSource(seed: 5, stream: 9) }

  @Test func uniform() {
    var (block, plain) = (source(), source())
    var w = [Float](repeating: 0, count: 1000)
    Kernels.uniform(&w, count: 999, bound: 0.25, random: &block)
    #expect(w == (0..<999).map { _ in (plain.unit() * 2 - 1) * 0.25 } + [0])
    #expect(w.allSatisfy { $0 >= -0.25 && $0 < 0.25 } && w.min() ?? 0 < -0.24 && w.max() ?? 0 > 0.24)
    #expect(block.next() == plain.next())
  }

  /// Fisher-Yates as Durstenfeld 1964 has it.
  @Test(arguments: [0, 1, 2, 50])
  func shuffle(count: Int) {
    var (block, plain) = (source(), source())
    var (items, expected) = (Array(0..<Int32(count)), Array(0..<Int32(count)))
    Kernels.shuffle(&items, count: count, random: &block)
    for index in (0..<max(count, 1)).dropFirst().reversed() { expected.swapAt(index, plain.below(index + 1)) }
    #expect(items == expected && items.sorted() == Array(0..<Int32(count)))
    #expect(block.next() == plain.next())
  }

  /// Fields that are no category are not asked for.
  @Test func hide() {
    var (block, plain) = (source(), source())
    let unknown: [Int32] = [7, -1, 0]
    var (ids, expected) = ([Int32](repeating: 3, count: 90), [Int32](repeating: 3, count: 90))
    Kernels.hide(&ids, unknown: unknown, rows: 30, fields: 3, rate: 0.4, random: &block)
    for row in 0..<30 {
      for field in [0, 2] where plain.unit() < 0.4 { expected[row * 3 + field] = unknown[field] }
    }
    #expect(ids == expected && (15...33).contains(ids.count { $0 != 3 }))
    #expect(block.next() == plain.next())
  }

  @Test func dropout() {
    var (block, plain) = (source(), source())
    var (y, factor) = ([Float](repeating: 2, count: 200), [Float](repeating: 9, count: 200))
    Kernels.dropout(&y, factor: &factor, count: 200, rate: 0.3, random: &block)
    let expected = (0..<200).map { _ in Double(plain.next()) / 0x1p32 >= Double(Float(0.3)) ? 1 / Float(0.7) : 0 }
    #expect(zip(factor, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(y == factor.map { 2 * $0 } && (110...170).contains(factor.count { $0 > 0 }))
  }
}
