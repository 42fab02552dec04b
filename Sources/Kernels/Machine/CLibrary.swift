import COpenBLAS

/// The C library, whose exponentials and logarithms training uses.
package enum CLibrary {
  /// Such as `glibc 2.36`.
  package static var version: String {
    #if canImport(Glibc)
      "glibc " + (gnu_get_libc_version().map { String(cString: $0) } ?? "unknown")
    #else
      "unknown"
    #endif
  }
}
