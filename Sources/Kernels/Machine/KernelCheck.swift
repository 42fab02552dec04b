/// Whether OpenBLAS chose kernels below what the processor offers, and how to correct it.
///
/// OpenBLAS knows processors by model; one that is newer than the library gets its slowest kernels. The environment
/// variable `OPENBLAS_CORETYPE` is read when the library loads, so the program has to start itself anew with it.
package struct KernelCheck: Sendable, Hashable {
  package static let variable = "OPENBLAS_CORETYPE"

  /// The kernels that OpenBLAS chose.
  package let chosen: String
  /// What to set `OPENBLAS_CORETYPE` to; nil when nothing is to be gained.
  package let correction: String?

  /// This process, on this machine.
  package static func current() -> KernelCheck {
    KernelCheck(chosen: BLAS.coreName, configuration: BLAS.configuration, cpu: .current())
  }

  package init(chosen: String, configuration: String, cpu: CPUFeatures) {
    self.chosen = chosen
    let offered = Self.offered(cpu)
    let canChoose = configuration.split(separator: " ").contains("DYNAMIC_ARCH")
    correction = canChoose && Self.level(chosen) < offered.level ? offered.name : nil
  }

  /// The best kernels that need no more than these instruction sets.
  private static func offered(_ cpu: CPUFeatures) -> (level: Int, name: String?) {
    guard cpu.architecture == "x86_64" else { return (0, nil) }
    func has(_ flags: String...) -> Bool { flags.allSatisfy(cpu.flags.contains) }
    if has("avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl", "avx2", "fma") { return (3, "SkylakeX") }
    if has("avx2", "fma") { return (2, "Haswell") }
    if has("avx") { return (1, "Sandybridge") }
    return (0, nil)
  }

  /// 3: AVX-512, 2: AVX2 with FMA, 1: AVX, 0: below, or not known.
  private static func level(_ core: String) -> Int {
    switch core.lowercased() {
    case "skylakex", "cooperlake", "sapphirerapids": 3
    case "haswell", "zen", "excavator": 2
    case "sandybridge", "bulldozer", "piledriver", "steamroller": 1
    default: 0
    }
  }
}
