#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Kernels {
  /// p[C] = softmax(p), in place
  package static func softmax(_ p: UnsafeMutablePointer<Float>, count: Int) {
    var top = p[0]
    for index in 1..<max(count, 1) where p[index] > top { top = p[index] }
    var sum: Float = 0
    for index in 0..<count {
      p[index] = expf(p[index] - top)
      sum += p[index]
    }
    let scale = 1 / sum
    for index in 0..<count { p[index] *= scale }
  }

  /// From logits z[B,C] in place to the gradient of the mean cross-entropy with the labels: (softmax(z) - onehot) / B.
  ///
  /// - Returns: the sum of the B cross-entropies.
  package static func crossEntropyGradient(
    z: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, classes: Int
  ) -> Double {
    var loss = 0.0
    let scale = 1 / Float(rows)
    for row in 0..<rows {
      let p = z + row * classes
      softmax(p, count: classes)
      let label = Int(labels[row])
      loss -= log(Double(max(p[label], 1e-30)))
      p[label] -= 1
      for index in 0..<classes { p[index] *= scale }
    }
    return loss
  }
}

extension Kernels {
  /// The natural logarithm, from the C library as `softmax` uses it.
  package static func naturalLog(_ value: Float) -> Float { logf(value) }
}
