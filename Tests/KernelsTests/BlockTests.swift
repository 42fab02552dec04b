import Testing

@testable import Kernels

/// The blocks that training and prediction hand over, against plain loops.
@Suite struct BlockTests {
  private func values(_ count: Int, _ stream: UInt64, zeros: Int = 0) -> [Float] {
    var random = RandomSource(seed: 3, stream: stream)
    return (0..<count).map { _ in random.below(10) < zeros ? 0 : random.unit() * 2 - 1 }
  }

  @Test func gather() {
    let rows: [Int32] = [3, 0, 3]
    var x = [Float](repeating: 9, count: 12)
    Kernels.gather(rows: rows, count: 3, from: (0..<8).map(Float.init), width: 2, into: &x, stride: 4)
    #expect(x == [6, 7, 9, 9, 0, 1, 9, 9, 6, 7, 9, 9])
    var ids = [Int32](repeating: 9, count: 6)
    Kernels.gather(rows: rows, count: 3, from: Array(0..<8), width: 2, into: &ids)
    #expect(ids == [6, 7, 0, 1, 6, 7])
    var labels = [Int32](repeating: 9, count: 3)
    Kernels.gather(rows: rows, count: 2, from: [4, 5, 6, 7], into: &labels)
    #expect(labels == [7, 4, 9])
  }

  @Test func rowsAreTouchedOnceAMinibatch() {
    let touched = TouchedRows(tableRows: 6)
    func touch(_ items: [Int32]) { items.withUnsafeBufferPointer { touched.touch(all: $0) } }
    touched.begin()
    touch([4, 1, 4])
    touch([])
    touch([1, 0, 5, 0])
    #expect(Array(touched.list) == [4, 1, 0, 5])
    touched.begin()
    #expect(touched.list.isEmpty)
    touch([5, 4])
    #expect(Array(touched.list) == [5, 4])
  }

  /// Bit by bit: each output is summed over the inputs in order, whatever lies beside it.
  @Test(arguments: [(0, 3), (1, 1), (2, 5), (7, 8), (64, 33), (145, 64)], [0, 5, 10])
  func aRowIsSummedInOrder(size: (inputs: Int, outputs: Int), zeros: Int) {
    let x = values(size.inputs, 1, zeros: zeros)
    let (w, b) = (values(size.inputs * size.outputs, 2), values(size.outputs, 3))
    var y = [Float](repeating: 9, count: size.outputs)
    Kernels.denseRow(x: x, w: w, b: b, y: &y, inputs: size.inputs, outputs: size.outputs)
    var expected = b
    for input in 0..<size.inputs {
      for output in 0..<size.outputs { expected[output] += x[input] * w[input * size.outputs + output] }
    }
    #expect(y.map(\.bitPattern) == expected.map(\.bitPattern))
  }
}
