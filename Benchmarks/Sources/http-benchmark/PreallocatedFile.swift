import Glibc

/// A file whose blocks are all there, written over from its beginning when its end is reached: what a write and an
/// `fdatasync` cost where nothing has to be allocated.
struct PreallocatedFile: ~Copyable {
  private static let size = 64 << 20

  private let descriptor: Int32
  private var offset = 0

  init(_ path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("\(path) cannot be made: error \(errno)") }
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    for start in stride(from: 0, to: PreallocatedFile.size, by: zeros.count) {
      guard pwrite(descriptor, zeros, zeros.count, off_t(start)) == zeros.count else {
        throw Failure("\(path) cannot be written: error \(errno)")
      }
    }
    guard fsync(descriptor) == 0 else { throw Failure("\(path) cannot be synced: error \(errno)") }
  }

  deinit { close(descriptor) }

  /// Writes at the end of what is written, and returns once it is on disk.
  mutating func append(_ bytes: [UInt8]) throws {
    precondition(bytes.count <= PreallocatedFile.size, "more at once than the file holds")
    if offset + bytes.count > PreallocatedFile.size { offset = 0 }
    guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count, fdatasync(descriptor) == 0 else {
      throw Failure("a write failed: error \(errno)")
    }
    offset += bytes.count
  }
}
