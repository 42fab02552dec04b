import Foundation

/// What chooses the cases of the fault suite where nobody names them: another subset for each commit, the same for one.
struct FaultSeed: Sendable, Hashable {
  /// Where there is neither a commit nor a number.
  static let constant: UInt64 = 1

  /// Of this run.
  static let ofRun = FaultSeed(
    given: ProcessInfo.processInfo.environment["MILLRACE_FAULT_SEED"], commit: commit(of: Program.root))

  let value: UInt64
  /// Where the value comes from, in words.
  let origin: String

  /// - Parameters:
  ///   - given: `MILLRACE_FAULT_SEED`, a number.
  ///   - commit: the tree's, hexadecimal; nil where it is no clone.
  init(given: String?, commit: String?) {
    if let given, !given.isEmpty {
      let number = UInt64(given)
      value = number ?? FaultSeed.constant
      origin = number == nil ? "a constant, for MILLRACE_FAULT_SEED=\(given) is no number" : "of MILLRACE_FAULT_SEED"
    } else if let commit, let number = UInt64(commit.prefix(15), radix: 16) {
      value = number
      origin = "of commit \(commit.prefix(12))"
    } else {
      value = FaultSeed.constant
      origin = "a constant, for this tree has no commit (git rev-parse HEAD says nothing)"
    }
  }

  /// The commit of the tree at a folder; nil where git knows none.
  static func commit(of folder: String) -> String? {
    let quoted = "'" + folder.replacingOccurrences(of: "'", with: "'\\''") + "'"
    // Not Foundation's Process: other tests start programs meanwhile, which would keep the pipe to this one open.
    guard let output = popen("git -C \(quoted) rev-parse HEAD 2>/dev/null", "re") else { return nil }
    var line = [CChar](repeating: 0, count: 128)
    let isRead = fgets(&line, Int32(line.count), output) != nil
    guard pclose(output) == 0, isRead else { return nil }
    return String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
