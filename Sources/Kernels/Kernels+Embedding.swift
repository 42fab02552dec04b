extension Kernels {
  /// x[B, at..<at+F·E] = table[row of B and F, E]; x has `stride` columns. ids[B,F] are rows of table[*,E].
  package static func embed(
    ids: UnsafePointer<Int32>, table: UnsafePointer<Float>, x: UnsafeMutablePointer<Float>,
    rows: Int, fields: Int, size: Int, at: Int, stride: Int
  ) {
    for row in 0..<rows {
      let target = x + row * stride + at
      let source = ids + row * fields
      for field in 0..<fields {
        (target + field * size).update(from: table + Int(source[field]) * size, count: size)
      }
    }
  }

  /// dtable[row of B and F, E] += dx[B, at..<at+F·E]; accumulates over rows that share an id.
  package static func embedGradient(
    ids: UnsafePointer<Int32>, dx: UnsafePointer<Float>, dtable: UnsafeMutablePointer<Float>,
    rows: Int, fields: Int, size: Int, at: Int, stride: Int
  ) {
    for row in 0..<rows {
      let source = dx + row * stride + at
      let target = ids + row * fields
      for field in 0..<fields {
        let sum = dtable + Int(target[field]) * size
        let part = source + field * size
        for index in 0..<size { sum[index] += part[index] }
      }
    }
  }

  /// x[at..<at+E] = mean of table[items, E]; zero for an empty bag.
  package static func bag(
    items: UnsafeBufferPointer<Int32>, table: UnsafePointer<Float>, x: UnsafeMutablePointer<Float>, size: Int
  ) {
    x.update(repeating: 0, count: size)
    guard !items.isEmpty else { return }
    for item in items {
      let source = table + Int(item) * size
      for index in 0..<size { x[index] += source[index] }
    }
    let scale = 1 / Float(items.count)
    for index in 0..<size { x[index] *= scale }
  }

  /// dtable[items, E] += dx[E] / items.count; accumulates over repeated items.
  package static func bagGradient(
    items: UnsafeBufferPointer<Int32>, dx: UnsafePointer<Float>, dtable: UnsafeMutablePointer<Float>, size: Int
  ) {
    guard !items.isEmpty else { return }
    let scale = 1 / Float(items.count)
    for item in items {
      let target = dtable + Int(item) * size
      for index in 0..<size { target[index] += dx[index] * scale }
    }
  }
}
