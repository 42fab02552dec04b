import Foundation
import TestSupport

/// A file system of 48 MB in memory, for a tablespace; only root can make one.
struct SmallDisk {
  let name: String
  let path: String
  private let mount: String

  /// nil where mounting is not allowed even to root, as in some containers.
  init?() throws {
    name = "small_\(UInt32.random(in: 0..<1_000_000))"
    mount = "/tmp/pg-fault-\(name)"
    path = mount + "/space"
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
    guard try ChildProcess.run("mount", ["-t", "tmpfs", "-o", "size=48m,mode=0755", "tmpfs", mount]).status == 0 else {
      try FileManager.default.removeItem(atPath: mount)
      return nil
    }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = try ChildProcess.run("chown", ["postgres:postgres", path])
  }

  /// Leaves about one megabyte.
  func fill() throws {
    _ = try ChildProcess.run("sh", ["-c", "head -c 100m /dev/zero > \(mount)/filler; truncate -s -1m \(mount)/filler"])
  }

  func makeRoom() throws { try FileManager.default.removeItem(atPath: mount + "/filler") }

  func remove() throws {
    _ = try ChildProcess.run("umount", ["-l", mount])
    try? FileManager.default.removeItem(atPath: mount)
  }
}
