import FoundationEssentials
import Glibc

/// The processes of this machine, as `/proc` shows them.
enum ProcessTable {
  /// Those that a process has started.
  static func children(of parent: pid_t) -> [pid_t] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else { return [] }
    return names.compactMap { pid_t($0) }.filter { self.parent(of: $0) == parent }
  }

  /// nil where there is no such process.
  static func parent(of pid: pid_t) -> pid_t? {
    guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
    // The name, in parentheses, may hold anything.
    let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
    return fields.flatMap { $0.count > 1 ? pid_t($0[1]) : nil }
  }
}
