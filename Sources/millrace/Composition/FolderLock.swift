import Foundation
import Glibc

/// One program at a time starts a Postgres or a broker in a data folder, or begins it anew.
enum FolderLock {
  /// Takes the folder until this process ends, however it ends.
  /// - Parameter command: what this program does there, such as `up`.
  /// - Throws: `CommandError` where another program has it.
  static func take(_ folder: String, command: String) throws {
    let file = folder + "/lock"
    // Never closed: the system lets go of the lock with the process.
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CommandError("\(file) cannot be written: \(String(cString: strerror(errno)))")
    }
    // A program that was killed takes a moment to end.
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        let words = Array("millrace \(command) (process \(getpid()))".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, words, words.count, 0) }
        return
      }
      // Some network file systems have no locks.
      guard errno == EWOULDBLOCK || errno == EINTR else { return }
      usleep(50_000)
    }
    close(descriptor)
    let words = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    throw CommandError(
      "\(words.isEmpty ? "another millrace" : words) runs on the data folder \(folder); stop it, or name another folder "
        + "with --data-folder")
  }
}
