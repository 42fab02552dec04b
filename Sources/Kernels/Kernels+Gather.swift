extension Kernels {
  /// target[B, ..<W] = source[row of B, W]; target has `stride` columns.
  package static func gather(
    rows: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Float>, width: Int,
    into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    for index in 0..<count {
      (target + index * stride).update(from: source + Int(rows[index]) * width, count: width)
    }
  }

  /// target[B,W] = source[row of B, W]
  package static func gather(
    rows: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Int32>, width: Int,
    into target: UnsafeMutablePointer<Int32>
  ) {
    for index in 0..<count {
      (target + index * width).update(from: source + Int(rows[index]) * width, count: width)
    }
  }

  /// target[B] = source[row of B]
  package static func gather(
    rows: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Int32>, into target: UnsafeMutablePointer<Int32>
  ) {
    for index in 0..<count { target[index] = source[Int(rows[index])] }
  }
}
