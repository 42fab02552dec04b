import Glibc

/// The files of a spool's folder: segments named by a rising number. Every method blocks.
struct SpoolFolder: Sendable {
  let path: String

  /// Makes the folder and those above it where they are missing.
  init(path: String) throws(SpoolError) {
    self.path = path
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw SpoolFile.error("cannot be made", made) }
    }
  }

  func segmentPath(_ number: UInt64) -> String {
    let digits = String(number)
    return path + "/" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".spool"
  }

  /// The numbers of the segments, in order.
  func segments() throws(SpoolError) -> [UInt64] {
    guard let directory = opendir(path) else { throw SpoolFile.error("cannot be listed", path) }
    defer { closedir(directory) }
    var numbers: [UInt64] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".spool"), let number = UInt64(name.dropLast(6)) { numbers.append(number) }
    }
    return numbers.sorted()
  }

  func remove(_ number: UInt64) throws(SpoolError) {
    let file = segmentPath(number)
    guard unlink(file) == 0 || errno == ENOENT else { throw SpoolFile.error("cannot be removed", file) }
  }

  /// Waits until the disk knows which files there are.
  func synchronise() throws(SpoolError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolFile.error("cannot be opened", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SpoolFile.error("cannot be written to disk", path) }
  }
}
