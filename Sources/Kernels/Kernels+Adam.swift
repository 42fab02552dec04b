/// One step of Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019).
package struct AdamStep {
  static let beta1: Float = 0.9
  static let beta2: Float = 0.999
  static let epsilon: Float = 1e-8

  /// The rate with both bias corrections in it.
  let rate: Float
  /// What multiplies the weights first.
  let keep: Float
  /// √(1 - beta2^t): scales epsilon so that the corrected rate is exact.
  let epsilon: Float

  /// - Parameter step: from 1.
  package init(step: Int, rate: Float, decay: Float) {
    let (one, two) = (Self.power(Self.beta1, step), Self.power(Self.beta2, step))
    let second = Float((1 - two).squareRoot())
    self.rate = rate * second / Float(1 - one)
    keep = 1 - rate * decay
    epsilon = Self.epsilon * second
  }

  private static func power(_ base: Float, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, Double(base), exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}

extension Kernels {
  /// w, m, v[N] one step along g[N].
  package static func adam(
    _ step: AdamStep, w: UnsafeMutablePointer<Float>, g: UnsafePointer<Float>, m: UnsafeMutablePointer<Float>,
    v: UnsafeMutablePointer<Float>, count: Int
  ) {
    let (one, two) = (AdamStep.beta1, AdamStep.beta2)
    for index in 0..<count {
      let gradient = g[index]
      m[index] = one * m[index] + (1 - one) * gradient
      v[index] = two * v[index] + (1 - two) * gradient * gradient
      w[index] = step.keep * w[index] - step.rate * m[index] / (v[index].squareRoot() + step.epsilon)
    }
  }

  /// The same on the touched rows of w, g, m, v[*,E] only, clearing g there: rows that a minibatch did not touch keep
  /// weights and moments (lazy Adam).
  package static func adamRows(
    _ step: AdamStep, touched: UnsafeBufferPointer<Int32>, w: UnsafeMutablePointer<Float>,
    g: UnsafeMutablePointer<Float>, m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, size: Int
  ) {
    for row in touched {
      let at = Int(row) * size
      adam(step, w: w + at, g: g + at, m: m + at, v: v + at, count: size)
      (g + at).update(repeating: 0, count: size)
    }
  }
}
