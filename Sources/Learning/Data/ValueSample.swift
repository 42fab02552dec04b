/// Values of a column in rising order, as many as quantiles need.
enum ValueSample {
  static let limit = 50_000

  /// All of them, or one out of each of `limit` stretches of equal length. Which one of a stretch is always the same, and
  /// another place in each, so that it cannot fall in step with a period of the data.
  static func sorted(_ values: [Double]) -> [Double] {
    guard values.count > limit else { return values.sorted() }
    return (0..<limit).map { stretch in
      let (start, end) = (stretch * values.count / limit, (stretch + 1) * values.count / limit)
      return values[start + Int(mix(UInt64(stretch)) % UInt64(end - start))]
    }.sorted()
  }

  /// The finaliser of SplitMix64 (Steele et al. 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = (value &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
