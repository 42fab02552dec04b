import COpenBLAS

extension Kernels {
  /// y[B,O] = x[B,I] · w[I,O] + b[O]
  package static func dense(
    x: UnsafePointer<Float>, w: UnsafePointer<Float>, b: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
    rows: Int, inputs: Int, outputs: Int
  ) {
    for row in 0..<rows { (y + row * outputs).update(from: b, count: outputs) }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(outputs), blasint(inputs),
      1, x, blasint(inputs), w, blasint(outputs), 1, y, blasint(outputs))
  }

  /// dw[I,O] = x[B,I]ᵀ · dy[B,O];  db[O] = Σ over B of dy;  dx[B,I] = dy[B,O] · w[I,O]ᵀ (where dx is wanted)
  package static func denseGradient(
    x: UnsafePointer<Float>, w: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>?, dw: UnsafeMutablePointer<Float>, db: UnsafeMutablePointer<Float>,
    rows: Int, inputs: Int, outputs: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, blasint(inputs), blasint(outputs), blasint(rows),
      1, x, blasint(inputs), dy, blasint(outputs), 0, dw, blasint(outputs))
    db.update(repeating: 0, count: outputs)
    for row in 0..<rows {
      let source = dy + row * outputs
      for output in 0..<outputs { db[output] += source[output] }
    }
    guard let dx else { return }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(inputs), blasint(outputs),
      1, dy, blasint(outputs), w, blasint(outputs), 0, dx, blasint(inputs))
  }
}
