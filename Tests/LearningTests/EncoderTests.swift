import Testing

@testable import Learning

@Suite struct EncoderTests {
  private func standardised(_ values: [Double], by encoder: FirstNumericEncoder) -> [Float] {
    var x = [Float](repeating: 9, count: 2 * values.count)
    encoder.standardise(values, into: &x, stride: 2)
    return x
  }

  @Test func theFirstVersionStandardisesClipsAndBins() {
    let encoder = FirstNumericEncoder.fit([1, 2, 3, 4, .nan], bins: 4)
    #expect(encoder.mean == 2.5 && abs(encoder.scale - 0.8944272) < 1e-6)
    #expect(encoder.edges == [2, 3, 4])
    var ids = [Int32](repeating: 9, count: 10)
    encoder.bin([.nan, 0, 2, 3.5, 99], base: 20, into: &ids, stride: 2)
    #expect(ids == [20, 9, 21, 9, 22, 9, 23, 9, 24, 9])
    #expect(standardised([1e30, -.infinity, .nan, 2.5], by: encoder) == [4, 0, -4, 0, 0, 1, 0, 0])
    #expect(encoder.tableRows == 5)
  }

  @Test func aConstantOrEmptyColumnWasHarmless() {
    #expect(FirstNumericEncoder.fit([7, 7, 7], bins: 4) == FirstNumericEncoder(mean: 7, scale: 0, edges: []))
    #expect(standardised([5], by: FirstNumericEncoder.fit([.nan], bins: 4)) == [0, 0])
  }

  @Test func rareCategoriesAreUnknown() {
    let encoder = CategoryEncoder.fit(
      codes: [2, 0, 2, 1, 0, -1], values: ["b", "c", "a"], minimum: 2, matching: .bytes, parent: nil)
    #expect(encoder.vocabulary == ["a", "b"])
    #expect(encoder.rows(codes: [0, 1, 2, -1], values: ["b", "c", "a"]) == [3, 0, 2, 1])
    #expect(encoder.rows(codes: [3], values: ["x", "y", "z", "a"]) == [2])
  }

  @Test func timesLieOnCircles() {
    let encoder = TimeEncoder(origin: 0)
    func encode(_ seconds: Double) -> [Float] {
      var values = [Float](repeating: 0, count: TimeEncoder.denseWidth)
      encoder.encode(seconds, into: &values)
      return values
    }
    #expect(abs(encode(21_600)[0] - 1) < 1e-6 && abs(encode(21_600)[1]) < 1e-6)
    #expect(encode(3 * 86_400)[0] == encode(4 * 86_400)[0])
    #expect(encode(.nan) == [0, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func textFeatures() {
    func items(_ text: String, words: Int, characters: ClosedRange<Int>?, name: String = "t") -> [Int32] {
      var items: [Int32] = []
      TextEncoder(buckets: 1 << 20, words: words, characters: characters, name: name).encode(text, into: &items)
      return items
    }
    #expect(items("Big red dog", words: 1, characters: nil) == items("big, RED; dog!", words: 1, characters: nil))
    #expect(items("big red dog", words: 3, characters: nil).count == 6)
    #expect(Set(items("a b c", words: 2, characters: nil)).count == 5)
    // <cat> has 3 trigrams and 2 four-grams.
    #expect(items("cat", words: 1, characters: 3...4).count == 6)
    #expect(items("cat", words: 1, characters: nil, name: "u") != items("cat", words: 1, characters: nil))
    #expect(items(" ,-", words: 2, characters: 3...5).isEmpty)
    #expect(items("größe", words: 1, characters: nil).count == 1)
  }
}
