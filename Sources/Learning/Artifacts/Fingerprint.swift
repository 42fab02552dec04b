import Domain
import Kernels

/// What besides its recipe a training's exact numbers depend on.
package struct Fingerprint: Sendable, Hashable {
  package let cpu: CPUFeatures
  /// OpenBLAS's version and build options, the kernels it chose, and its threads.
  package let blas: String
  package let kernel: String
  package let threads: Int
  /// Such as `glibc 2.36`.
  package let libc: String
  /// SHA-256 of the program, from the caller.
  package let binary: String

  package static func current(binary: String) -> Fingerprint {
    Fingerprint(
      cpu: .current(), blas: BLAS.configuration, kernel: BLAS.coreName, threads: BLAS.threads, libc: CLibrary.version,
      binary: binary)
  }

  package var json: JSONValue {
    [
      "architecture": .string(cpu.architecture), "cpu_features": .array(cpu.flags.map(JSONValue.string)),
      "blas": .string(blas), "kernel": .string(kernel), "threads": .integer(Int64(threads)), "libc": .string(libc),
      "binary": .string(binary),
    ]
  }
}
