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
  func release() { lock.unlock() }

  /// A free sub-folder, the first there is or a new one.
  package static func own(in folder: String) throws(JournalError) -> JournalClaim {
    let root = try FolderDisk(path: folder)
    for number in try numbers(root) {
      if let claim = try JournalClaim("\(folder)/\(number)"), try claim.isOurs() { return claim }
    }
    while true {
      let number = (try numbers(root).last ?? 0) + 1
      if let claim = try JournalClaim("\(folder)/\(number)") { return claim }
    }
  }

  /// The sub-folders that no process has, and in which something lies.
  package static func abandoned(in folder: String) throws(JournalError) -> [JournalClaim] {
    var claims: [JournalClaim] = []
    for number in try numbers(try FolderDisk(path: folder)) {
      guard let claim = try JournalClaim("\(folder)/\(number)"),
        try claim.disk.names().contains(where: { $0 != JournalClaim.lockFile }), try claim.isOurs()
      else { continue }
      claims.append(claim)
    }
    return claims
  }

  /// Whether this program can read all that lies there; what a newer one wrote is left to it.
  private func isOurs() throws(JournalError) -> Bool {
    for name in try disk.names() {
      guard let name = SegmentName(name) else { continue }
      do throws(JournalError) {
        _ = try SegmentScan(try disk.open(name.text).read(from: 0, count: 4_096), name)
      } catch {
        if error.code == .newer { return false }
        throw error
      }
    }
    return true
  }

  private static func numbers(_ root: FolderDisk) throws(JournalError) -> [Int] {
    try root.names().compactMap { Int($0) }.sorted()
  }
}
