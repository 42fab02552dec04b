extension Kernels {
  /// y[O] = x[I] · w[I,O] + b[O], for one row.
  ///
  /// Not a BLAS call, for those choose their order of summation by the shape of the whole batch. Here each output is
  /// summed over I in order, so a row gives the same bits alone and among a thousand. Inputs of zero are left out; the
  /// others are added two at a time, which halves what is read and written of y.
  package static func denseRow(
    x: UnsafePointer<Float>, w: UnsafePointer<Float>, b: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
    inputs: Int, outputs: Int
  ) {
    guard outputs > 0 else { return }
    y.update(from: b, count: outputs)
    var input = next(x, from: 0, inputs)
    while input < inputs {
      let other = next(x, from: input + 1, inputs)
      let (one, first) = (x[input], w + input * outputs)
      guard other < inputs else {
        for output in 0..<outputs { y[output] += one * first[output] }
        return
      }
      let (two, second) = (x[other], w + other * outputs)
      for output in 0..<outputs { y[output] = y[output] + one * first[output] + two * second[output] }
      input = next(x, from: other + 1, inputs)
    }
  }

  /// The first input from there on that is not zero; `inputs` where there is none.
  @inline(__always)
  private static func next(_ x: UnsafePointer<Float>, from start: Int, _ inputs: Int) -> Int {
    var input = start
    while input < inputs, x[input] == 0 { input += 1 }
    return input
  }
}
