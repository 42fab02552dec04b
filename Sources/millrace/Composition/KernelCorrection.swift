import Glibc
import Kernels

/// Starts the program anew, once, where OpenBLAS chose kernels below what the processor offers: it reads its choice
/// from the environment, and only when it loads.
enum KernelCorrection {
  static func apply() {
    guard getenv(KernelCheck.variable) == nil, let correction = KernelCheck.current().correction else { return }
    setenv(KernelCheck.variable, correction, 1)
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    // On failure the program goes on with the slower kernels, which the fingerprint of every run tells.
    execv("/proc/self/exe", &arguments)
  }
}
