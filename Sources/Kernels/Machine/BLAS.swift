import COpenBLAS

/// OpenBLAS as this process has loaded it.
package enum BLAS {
  /// One thread: results are bit-identical then, and the machine's other cores are left to others.
  package static func prepare() { _ = isPrepared }

  private static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  package static var threads: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  /// The kernels it chose, such as `Haswell`.
  package static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

  /// Version and build options, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY … MAX_THREADS=64`.
  package static var configuration: String {
    let text = openblas_get_config().map { String(cString: $0) } ?? "unknown"
    return text.split(separator: " ").joined(separator: " ")
  }

  /// GFLOP/s of a product of two matrices of that size, the best of some repetitions; takes about 0.1 s.
  package static func speed(size: Int = 512, repetitions: Int = 8) -> Double {
    prepare()
    let a = [Float](repeating: 0.5, count: size * size)
    var c = [Float](repeating: 0, count: size * size)
    let n = blasint(size)
    var best = Double.infinity
    for _ in 0..<max(repetitions, 1) {
      let time = ContinuousClock().measure {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)
      }
      best = min(best, time / .nanoseconds(1))
    }
    return 2 * Double(size * size * size) / best
  }
}
