import Glibc

/// An open file of a spool, closed when it goes out of scope. Every method blocks.
struct SpoolFile: ~Copyable {
  let path: String
  private let descriptor: Int32

  /// Opens the file for reading and appending, and makes it when it is missing.
  init(path: String) throws(SpoolError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolFile.error("cannot be opened", path) }
  }

  /// Gives the lock up by name: a child that is just being started holds a copy of the descriptor until it executes.
  deinit {
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the file for this process until it is closed.
  func lockExclusively() throws(SpoolError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    throw SpoolError(
      .inUse, "another process uses the spool of \(path); give each inference service a folder of its own")
  }

  /// Appends bytes and waits until the disk has them. On an error the file is as long as before.
  func append(_ bytes: [UInt8], at size: Int) throws(SpoolError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = SpoolFile.error("cannot be written", path)
        truncate(to: size)
        throw error
      }
      written += count
    }
    guard fdatasync(descriptor) == 0 else {
      let error = SpoolFile.error("cannot be written to disk", path)
      truncate(to: size)
      throw error
    }
  }

  func truncate(to size: Int) {
    while ftruncate(descriptor, size) != 0, errno == EINTR {}
    _ = fdatasync(descriptor)
  }

  /// The whole file.
  func contents() throws(SpoolError) -> [UInt8] {
    try contents(from: 0, count: .max)
  }

  /// At most `count` bytes from a place on; fewer at the file's end.
  func contents(from start: Int, count: Int) throws(SpoolError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SpoolFile.error("cannot be examined", path) }
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, Int(status.st_size) - start)))
    var done = 0
    while done < bytes.count {
      let read = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(start + done))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw SpoolFile.error("cannot be read", path) }
      done += read
    }
    return bytes
  }

  /// The error that `errno` stands for.
  static func error(_ what: String, _ path: String) -> SpoolError {
    let number = errno
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    if number == ENOSPC || number == EDQUOT {
      return SpoolError(.full, "\(path) \(what): \(reason); free some space on that disk")
    }
    return SpoolError(.io, "\(path) \(what): \(reason); see that the folder can be written by this user")
  }
}
