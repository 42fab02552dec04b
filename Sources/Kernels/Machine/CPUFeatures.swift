#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the processor offers to numeric code, as the operating system lets programs use it.
package struct CPUFeatures: Sendable, Hashable {
  /// `x86_64`, `arm64` or another.
  package let architecture: String
  /// Those of `relevant` that it has, sorted.
  package let flags: [String]

  /// Instruction sets that OpenBLAS and the C library choose their code by.
  static let relevant: Set<String> = [
    "asimd", "avx", "avx2", "avx512_bf16", "avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl", "fma", "sse4_2",
    "sve", "sve2",
  ]

  package init(architecture: String, flags: [String]) {
    self.architecture = architecture
    self.flags = Set(flags).intersection(Self.relevant).sorted()
  }

  /// This machine's, from /proc/cpuinfo; without flags where there is no such file.
  package static func current() -> CPUFeatures {
    #if arch(x86_64)
      let architecture = "x86_64"
    #elseif arch(arm64)
      let architecture = "arm64"
    #else
      let architecture = "other"
    #endif
    return CPUFeatures(architecture: architecture, flags: flags(inCPUInfo: read("/proc/cpuinfo")))
  }

  /// The words of the first line `flags` (x86) or `Features` (arm).
  static func flags(inCPUInfo text: String) -> [String] {
    for line in text.split(separator: "\n") where line.hasPrefix("flags") || line.hasPrefix("Features") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return line[line.index(after: colon)...].split(separator: " ").map(String.init)
    }
    return []
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < 1 << 20 {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
