extension Kernels {
  /// y[O] = x[I] · w[I,O] + b[O], for one row.
  ///
  /// Not a BLAS call, for those choose their order of summation by the shape of the whole batch. Here each output is
  /// summed over I in order, so a row gives the same bits alone and among a thousand.
  static func denseRow(
    x: UnsafePointer<Float>, w: UnsafePointer<Float>, b: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
    inputs: Int, outputs: Int
  ) {
    y.update(from: b, count: outputs)
    for input in 0..<inputs {
      let value = x[input]
      if value == 0 { continue }
      let row = w + input * outputs
      for output in 0..<outputs { y[output] += value * row[output] }
    }
  }
}
