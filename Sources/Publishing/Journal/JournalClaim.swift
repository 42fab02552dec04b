import Glibc

/// A sub-folder that this process alone has, until it is released or the process ends.
package struct JournalClaim: Sendable {
  package let disk: FolderDisk
  private let lock: DescriptorFile

  private static let lockFile = "lock"

  /// nil where another process has it.
  private init?(_ path: String) throws(JournalError) {
    disk = try FolderDisk(path: path)
    lock = try DescriptorFile(path: path + "/" + JournalClaim.lockFile, flags: O_CREAT)
    guard lock.lock() else { return nil }
  }

  /// Leaves it to others.
  package func release() { lock.unlock() }

  /// A free sub-folder, the first there is or a new one.
  package static func own(in folder: String) throws(JournalError) -> JournalClaim {
    let root = try FolderDisk(path: folder)
    var next = 1
    for number in try numbers(root) {
      // What is no folder, or none that this user may use, is left alone.
      if let claim = (try? JournalClaim("\(folder)/\(number)")) ?? nil { return claim }
      next = max(next, number + 1)
    }
    while true {
      if let claim = try JournalClaim("\(folder)/\(next)") { return claim }
      next += 1
    }
  }

  /// The sub-folders that no process has, and in which something lies.
  package static func abandoned(in folder: String) throws(JournalError) -> [JournalClaim] {
    var claims: [JournalClaim] = []
    for number in try numbers(try FolderDisk(path: folder)) {
      guard let claim = (try? JournalClaim("\(folder)/\(number)")) ?? nil,
        let names = try? claim.disk.names(), names.contains(where: { $0 != JournalClaim.lockFile })
      else { continue }
      claims.append(claim)
    }
    return claims
  }

  /// In order; a name that is spelled otherwise, such as 01, is no sub-folder's.
  private static func numbers(_ root: FolderDisk) throws(JournalError) -> [Int] {
    try root.names().compactMap { name in Int(name).flatMap { String($0) == name && 0..<(1 << 30) ~= $0 ? $0 : nil } }
      .sorted()
  }
}
