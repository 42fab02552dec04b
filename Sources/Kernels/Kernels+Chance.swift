extension Kernels {
  /// items[N] in another order (Fisher-Yates).
  package static func shuffle(
    _ items: UnsafeMutablePointer<Int32>, count: Int, random: inout RandomSource
  ) {
    guard count > 1 else { return }
    for index in stride(from: count - 1, to: 0, by: -1) {
      let other = random.below(index + 1)
      (items[index], items[other]) = (items[other], items[index])
    }
  }

  /// w[N] = uniform in [-bound, bound)
  package static func uniform(
    _ w: UnsafeMutablePointer<Float>, count: Int, bound: Float, random: inout RandomSource
  ) {
    for index in 0..<count { w[index] = (random.unit() * 2 - 1) * bound }
  }

  /// ids[B,F] = unknown[F] for a share `rate` of those fields where unknown[F] is a row of the table (not below 0).
  package static func hide(
    _ ids: UnsafeMutablePointer<Int32>, unknown: UnsafePointer<Int32>, rows: Int, fields: Int, rate: Float,
    random: inout RandomSource
  ) {
    for row in 0..<rows {
      for field in 0..<fields where unknown[field] >= 0 && random.unit() < rate {
        ids[row * fields + field] = unknown[field]
      }
    }
  }
}
