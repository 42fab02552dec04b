/// PCG32 (O'Neill 2014, XSH-RR): the only source of chance in training, so that a seed fixes everything.
///
/// What asks it per element is in this module: see `Kernels+Chance`.
package struct RandomSource {
  private var state: UInt64
  private let increment: UInt64

  /// Sources of one seed and different streams are independent.
  package init(seed: UInt64, stream: UInt64) {
    increment = stream << 1 | 1
    state = 0
    _ = next()
    state &+= seed
    _ = next()
  }

  @inline(__always)
  mutating func next() -> UInt32 {
    let old = state
    state = old &* 6_364_136_223_846_793_005 &+ increment
    let shifted = UInt32(truncatingIfNeeded: (old >> 18 ^ old) >> 27)
    let rotation = UInt32(truncatingIfNeeded: old >> 59)
    return shifted >> rotation | shifted << ((0 &- rotation) & 31)
  }

  /// Uniform in [0, 1), in steps of 2^-24.
  @inline(__always)
  mutating func unit() -> Float { Float(next() >> 8) * 0x1p-24 }

  /// Uniform in 0..<bound (Lemire 2019, without the rejection: the bias is below bound / 2^32).
  mutating func below(_ bound: Int) -> Int { Int((UInt64(next()) &* UInt64(bound)) >> 32) }
}
