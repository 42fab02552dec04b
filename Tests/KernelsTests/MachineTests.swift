import Testing

@testable import Kernels

@Suite struct MachineTests {
  private let avx512 = ["avx2", "fma", "avx", "avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl", "sse4_2"]
  private let dynamic = "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Prescott MAX_THREADS=64"

  private func correction(_ chosen: String, _ flags: [String], _ configuration: String? = nil) -> String? {
    KernelCheck(
      chosen: chosen, configuration: configuration ?? dynamic,
      cpu: CPUFeatures(architecture: "x86_64", flags: flags)
    ).correction
  }

  @Test func kernelsBelowTheProcessorAreCorrected() {
    #expect(correction("Prescott", avx512) == "SkylakeX")
    #expect(correction("Prescott", ["avx", "avx2", "fma"]) == "Haswell")
    #expect(correction("Nehalem", ["avx"]) == "Sandybridge")
    #expect(correction("Haswell", avx512) == "SkylakeX")
  }

  @Test func rightKernelsStay() {
    #expect(correction("SkylakeX", avx512) == nil)
    #expect(correction("Cooperlake", avx512) == nil)
    #expect(correction("Zen", ["avx", "avx2", "fma"]) == nil)
    #expect(correction("Prescott", ["sse4_2"]) == nil)
    #expect(correction("Prescott", avx512, "OpenBLAS 0.3.21 SINGLE_THREADED") == nil)
    let arm = CPUFeatures(architecture: "arm64", flags: ["asimd"])
    #expect(KernelCheck(chosen: "ARMV8", configuration: dynamic, cpu: arm).correction == nil)
  }

  @Test func cpuInfoIsRead() {
    let text = "processor\t: 0\nmodel name\t: X\nflags\t\t: fpu avx avx2\n\nprocessor\t: 1\nflags\t\t: none\n"
    #expect(CPUFeatures.flags(inCPUInfo: text) == ["fpu", "avx", "avx2"])
    #expect(CPUFeatures(architecture: "x86_64", flags: ["fpu", "avx2", "avx"]).flags == ["avx", "avx2"])
  }

  @Test func thisProcess() {
    #expect(BLAS.threads == 1 && BLAS.configuration.hasPrefix("OpenBLAS "))
    #expect(KernelCheck.current().chosen == BLAS.coreName)
    #if os(Linux)
      #expect(CLibrary.version != "unknown")
    #endif
  }
}
