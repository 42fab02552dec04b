import Glibc

/// A folder of the file system. Its files are this user's alone (0600, in folders of 0700).
package struct FolderDisk: JournalDisk {
  package let path: String

  /// Makes the folder and those above it where they are missing.
  package init(path: String) throws(JournalError) {
    self.path = path
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw FolderDisk.error("cannot be made", made) }
    }
  }

  package func names() throws(JournalError) -> [String] {
    guard let directory = opendir(path) else { throw FolderDisk.error("cannot be listed", path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func create(_ name: String) throws(JournalError) -> any JournalFile {
    try DescriptorFile(path: path + "/" + name, flags: O_CREAT | O_TRUNC)
  }

  package func open(_ name: String) throws(JournalError) -> any JournalFile {
    try DescriptorFile(path: path + "/" + name, flags: 0)
  }

  package func rename(_ name: String, to new: String) throws(JournalError) {
    try FolderDisk.move(path + "/" + name, to: path + "/" + new)
  }

  package func remove(_ name: String) throws(JournalError) {
    let file = path + "/" + name
    guard unlink(file) == 0 || errno == ENOENT else { throw FolderDisk.error("cannot be removed", file) }
  }

  package func synchronise() throws(JournalError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FolderDisk.error("cannot be opened", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FolderDisk.error("cannot be written to disk", path) }
  }

  package func free() throws(JournalError) -> Int {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw FolderDisk.error("cannot be examined", path) }
    return Int(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
  }

  /// Moves a file within the file system.
  static func move(_ file: String, to new: String) throws(JournalError) {
    guard Glibc.rename(file, new) == 0 else { throw error("cannot be moved to \(new)", file) }
  }

  /// The error that `errno` stands for.
  static func error(_ what: String, _ path: String) -> JournalError {
    let number = errno
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    if number == ENOSPC || number == EDQUOT {
      return JournalError(
        .full, "\(path) \(what): \(reason); free some space on that disk, or files (df -i), or raise its quota")
    }
    return JournalError(.io, "\(path) \(what): \(reason); see that the disk is well and the folder this user's")
  }
}
