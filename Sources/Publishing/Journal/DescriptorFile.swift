import Glibc

/// A file by its descriptor.
final class DescriptorFile: JournalFile {
  private let path: String
  private let descriptor: Int32

  /// - Parameter flags: beside those for reading, writing and closing on exec.
  init(path: String, flags: Int32) throws(JournalError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw FolderDisk.error("cannot be opened", path) }
  }

  /// Gives up a lock by name: a child that is just being started holds a copy of the descriptor until it executes.
  deinit {
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the file for this process until it is closed; false where another one has it.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  func unlock() { _ = flock(descriptor, LOCK_UN) }

  func size() throws(JournalError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FolderDisk.error("cannot be examined", path) }
    return Int(status.st_size)
  }

  func isThere() -> Bool {
    var (own, found) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(path, &found) == 0 && own.st_dev == found.st_dev
      && own.st_ino == found.st_ino
  }

  func write(_ bytes: [UInt8], at place: Int) throws(JournalError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written, off_t(place + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FolderDisk.error("cannot be written", path) }
      written += count
    }
  }

  func synchronise() throws(JournalError) {
    guard fdatasync(descriptor) == 0 else { throw FolderDisk.error("cannot be written to disk", path) }
  }

  func read(from place: Int, count: Int) throws(JournalError) -> [UInt8] {
    let size = try size()
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - place)))
    var done = 0
    while done < bytes.count {
      let read = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(place + done))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw FolderDisk.error("cannot be read", path) }
      done += read
    }
    return bytes
  }
}
