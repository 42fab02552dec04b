/// Values of a column in rising order, as many as quantiles need.
enum ValueSample {
  static let limit = 50_000

  /// All of them, or one out of each stretch, of which there are `limit` at most, all equally long. Which one of a stretch is
  /// always the same, and at another place in each, so that it cannot fall in step with a period of the data.
  static func sorted(_ values: [Double]) -> [Double] {
    guard values.count > limit else { return values.sorted() }
    let length = (values.count + limit - 1) / limit
    return stride(from: 0, to: values.count, by: length).map { start in
      values[start + Int(mix(UInt64(start)) % UInt64(min(length, values.count - start)))]
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
