import Glibc

/// A folder that this process holds open, so that a child reaches it whoever may enter what lies above it.
package final class OpenFolder: Sendable {
  let descriptor: Int32

  /// - Throws: `PostgresError` where the folder cannot be opened.
  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw PostgresError(
        code: .cluster, message: "\(path) cannot be opened: \(String(cString: strerror(errno)))",
        mend: "check its permissions, or use another folder")
    }
  }

  deinit { close(descriptor) }

  /// How a child names it that got it as ``Spawn/keptDescriptor``: Linux goes from there straight to the folder.
  static let childsName = "/proc/self/fd/\(Spawn.keptDescriptor)"
}
