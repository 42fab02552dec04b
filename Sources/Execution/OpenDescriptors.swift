import Glibc

/// The descriptors that this process has open.
package enum OpenDescriptors {
  private typealias CloseRange = @convention(c) (UInt32, UInt32, Int32) -> Int32
  /// `close_range` of the C library, which Swift's view of its headers lacks.
  private static let closeRange = dlsym(nil, "close_range").map { unsafeBitCast($0, to: CloseRange.self) }
  /// `CLOSE_RANGE_CLOEXEC`.
  private static let onExec: Int32 = 4

  /// Keeps all but standard input, output and error from every program that is started from here on, by whomever: Swift's
  /// crash handler starts one too, which would hold ports and locks for as long as it looks at the crash.
  ///
  /// Libraries open descriptors that a program inherits (NIO its sockets and selectors, librdkafka its pipes), and have
  /// no setting for it. One system call, of a few microseconds.
  package static func closeOnExec() {
    if let closeRange, closeRange(3, .max, onExec) == 0 { return }
    // A kernel before 5.11, or a C library before 2.34.
    guard let folder = opendir("/proc/self/fd") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let descriptor = Int32(name), descriptor > 2 else { continue }
      let flags = fcntl(descriptor, F_GETFD)
      if flags >= 0, flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
    }
  }
}
