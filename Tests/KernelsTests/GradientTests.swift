import Testing

@testable import Kernels

/// Each kernel's way back against the finite differences of its way forward.
@Suite struct GradientTests {
  private static func values(_ count: Int, _ stream: UInt64) -> [Float] {
    var random = RandomSource(seed: 42, stream: stream)
    return (0..<count).map { _ in random.unit() * 2 - 1 }
  }

  /// Compares `gradient` with the central differences of `loss` around `point`.
  private static func check(
    _ point: [Float], _ gradient: [Float], step: Float = 1e-2, tolerance: Double = 2e-3,
    loss: ([Float]) -> Double
  ) {
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += step
      down[index] -= step
      let numeric = (loss(up) - loss(down)) / Double(up[index] - down[index])
      #expect(abs(numeric - Double(gradient[index])) < tolerance, "at \(index)")
    }
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func dense() {
    let (rows, inputs, outputs) = (3, 4, 5)
    let (x, w, b) = (Self.values(12, 1), Self.values(20, 2), Self.values(5, 3))
    let weight = Self.values(15, 4)
    func loss(_ x: [Float], _ w: [Float], _ b: [Float]) -> Double {
      var y = [Float](repeating: 0, count: rows * outputs)
      Kernels.dense(x: x, w: w, b: b, y: &y, rows: rows, inputs: inputs, outputs: outputs)
      return Self.dot(y, weight)
    }
    var (dx, dw, db) = (
      [Float](repeating: 9, count: 12), [Float](repeating: 9, count: 20), [Float](repeating: 9, count: 5)
    )
    Kernels.denseGradient(
      x: x, w: w, dy: weight, dx: &dx, dw: &dw, db: &db, rows: rows, inputs: inputs, outputs: outputs)
    Self.check(x, dx) { loss($0, w, b) }
    Self.check(w, dw) { loss(x, $0, b) }
    Self.check(b, db) { loss(x, w, $0) }
  }

  @Test func relu() {
    let x = Self.values(30, 5).filter { abs($0) > 0.05 }
    let weight = Self.values(x.count, 6)
    func forward(_ x: [Float]) -> [Float] {
      var y = x
      Kernels.relu(&y, count: y.count)
      return y
    }
    var dy = weight
    Kernels.reluGradient(y: forward(x), dy: &dy, count: x.count)
    Self.check(x, dy) { Self.dot(forward($0), weight) }
  }

  @Test func dropout() {
    let x = Self.values(400, 7)
    let weight = Self.values(400, 8)
    var factor = [Float](repeating: 0, count: 400)
    func forward(_ x: [Float]) -> [Float] {
      var y = x
      var random = RandomSource(seed: 1, stream: 1)
      Kernels.dropout(&y, factor: &factor, count: y.count, rate: 0.25, random: &random)
      return y
    }
    _ = forward(x)
    let kept = factor.count { $0 > 0 }
    #expect((270...330).contains(kept))
    #expect(factor.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
    var dy = weight
    Kernels.dropoutGradient(factor: factor, dy: &dy, count: 400)
    Self.check(x, dy) { Self.dot(forward($0), weight) }
  }

  @Test func embedding() {
    let (rows, fields, size, at, stride) = (3, 2, 3, 1, 8)
    let ids: [Int32] = [0, 4, 4, 2, 0, 4]
    let table = Self.values(15, 9)
    let weight = Self.values(rows * stride, 10)
    func loss(_ table: [Float]) -> Double {
      var x = [Float](repeating: 0, count: rows * stride)
      Kernels.embed(ids: ids, table: table, x: &x, rows: rows, fields: fields, size: size, at: at, stride: stride)
      return Self.dot(x, weight)
    }
    var gradient = [Float](repeating: 0, count: 15)
    Kernels.embedGradient(
      ids: ids, dx: weight, dtable: &gradient, rows: rows, fields: fields, size: size, at: at, stride: stride)
    Self.check(table, gradient) { loss($0) }
  }

  @Test func bag() {
    let items: [Int32] = [1, 3, 3, 0]
    let table = Self.values(16, 11)
    let weight = Self.values(4, 12)
    func loss(_ table: [Float]) -> Double {
      var x = [Float](repeating: 7, count: 4)
      items.withUnsafeBufferPointer { Kernels.bag(items: $0, table: table, x: &x, size: 4) }
      return Self.dot(x, weight)
    }
    var gradient = [Float](repeating: 0, count: 16)
    items.withUnsafeBufferPointer { Kernels.bagGradient(items: $0, dx: weight, dtable: &gradient, size: 4) }
    Self.check(table, gradient) { loss($0) }
  }

  @Test func softmaxCrossEntropy() {
    let (rows, classes) = (4, 3)
    let z = Self.values(12, 13).map { $0 * 3 }
    let labels: [Int32] = [2, 0, 1, 1]
    var gradient = z
    let sum = Kernels.crossEntropyGradient(z: &gradient, labels: labels, rows: rows, classes: classes)
    func loss(_ z: [Float]) -> Double {
      var copy = z
      return Kernels.crossEntropyGradient(z: &copy, labels: labels, rows: rows, classes: classes) / Double(rows)
    }
    #expect(abs(sum / 4 - loss(z)) < 1e-9)
    Self.check(z, gradient) { loss($0) }
  }
}
