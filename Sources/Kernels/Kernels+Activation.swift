extension Kernels {
  /// y[N] = max(y, 0), in place
  package static func relu(_ y: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { y[index] = y[index] > 0 ? y[index] : 0 }
  }

  /// dy[N] = dy where y[N] > 0, else 0, in place; y is the output, so that it also masks what dropout took.
  package static func reluGradient(
    y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count { dy[index] = y[index] > 0 ? dy[index] : 0 }
  }

  /// y[N] = y · mask / (1 - rate), in place; factor[N] keeps 0 or 1 / (1 - rate) for the way back.
  package static func dropout(
    _ y: UnsafeMutablePointer<Float>, factor: UnsafeMutablePointer<Float>, count: Int, rate: Float,
    random: inout RandomSource
  ) {
    let threshold = UInt32(rate * 0x1p31) &* 2
    let kept = 1 / (1 - rate)
    for index in 0..<count { factor[index] = random.next() >= threshold ? kept : 0 }
    for index in 0..<count { y[index] *= factor[index] }
  }

  /// dy[N] = dy · factor[N], in place
  package static func dropoutGradient(
    factor: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count { dy[index] *= factor[index] }
  }
}
