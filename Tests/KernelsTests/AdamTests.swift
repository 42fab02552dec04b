import Testing

@testable import Kernels

@Suite struct AdamTests {
  /// Three steps by Kingma and Ba's algorithm 1, in Double, with decoupled decay.
  @Test func followsThePaper() {
    let gradients = [0.5, -0.25, 0.125]
    var (w, m, v) = (1.0, 0.0, 0.0)
    var (weights, first, second) = ([Float(1)], [Float(0)], [Float(0)])
    for (index, g) in gradients.enumerated() {
      let t = index + 1
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      let (power1, power2) = ((0..<t).reduce(1.0) { p, _ in p * 0.9 }, (0..<t).reduce(1.0) { p, _ in p * 0.999 })
      let corrected = (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-8)
      w = w * (1 - 0.01 * 0.5) - 0.01 * corrected
      let step = AdamStep(step: t, rate: 0.01, decay: 0.5)
      Kernels.adam(step, w: &weights, g: [Float(g)], m: &first, v: &second, count: 1)
      #expect(abs(Double(weights[0]) - w) < 1e-5)
    }
  }

  @Test func untouchedRowsStay() {
    var (w, g) = ([Float](repeating: 1, count: 6), [Float](repeating: 0.5, count: 6))
    var (m, v) = ([Float](repeating: 0, count: 6), [Float](repeating: 0, count: 6))
    let touched: [Int32] = [1]
    touched.withUnsafeBufferPointer {
      Kernels.adamRows(
        AdamStep(step: 1, rate: 0.1, decay: 0), touched: $0, w: &w, g: &g, m: &m, v: &v, size: 2)
    }
    #expect(w[0] == 1 && w[1] == 1 && w[4] == 1 && w[2] < 1 && w[3] < 1)
    #expect(g == [0.5, 0.5, 0, 0, 0.5, 0.5])
  }
}
