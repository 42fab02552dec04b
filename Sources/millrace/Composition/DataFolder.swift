import Foundation
import Glibc

/// The folder of the embedded Postgres and broker, looked at before either starts.
enum DataFolder {
  /// What a new cluster, the journal and the first events need.
  private static let leastBytes: UInt64 = 512 << 20

  /// Makes it.
  /// - Throws: `CommandError` where it cannot be made or written to, or where its disk is nearly full.
  static func prepare(_ path: String) throws {
    var (found, target) = (stat(), stat())
    if lstat(path, &found) == 0, stat(path, &target) != 0 || target.st_mode & S_IFMT != S_IFDIR {
      let isLink = found.st_mode & S_IFMT == S_IFLNK
      throw CommandError(
        "the data folder \(path) is \(isLink ? "a link that leads to no folder" : "a file and no folder"); remove it, or name "
          + "another with --data-folder")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let reason = (error as NSError).localizedDescription
      throw CommandError(
        "the data folder \(path) cannot be made: \(reason) Name another with --data-folder, or mend the permissions")
    }
    let probe = path + "/.written"
    let file = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw CommandError(
        "the data folder \(path) cannot be written to: \(String(cString: strerror(errno))); name another with "
          + "--data-folder, or mend the permissions")
    }
    close(file)
    unlink(probe)
    var disk = statvfs()
    guard statvfs(path, &disk) == 0 else { return }
    let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    if free < leastBytes {
      throw CommandError(
        "the disk of the data folder \(path) has \(free >> 20) MB left, and \(leastBytes >> 20) MB are needed; free some, "
          + "or name a folder on another disk with --data-folder")
    }
  }
}
