import Foundation

/// The processes that a process has started, and those that they have.
enum ProcessTree {
  struct Entry: Sendable {
    let pid: pid_t
    let name: String
  }

  static func below(_ pid: pid_t) -> [Entry] {
    var children: [pid_t: [Entry]] = [:]
    for file in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = pid_t(file), let data = FileManager.default.contents(atPath: "/proc/\(file)/stat") else {
        continue
      }
      // `12 (name) S 1 …`, where the name may hold anything.
      let text = String(decoding: data, as: UTF8.self)
      guard let start = text.firstIndex(of: "("), let end = text.lastIndex(of: ")"), start < end else { continue }
      let fields = text[text.index(after: end)...].split(separator: " ")
      guard fields.count > 1, let parent = pid_t(fields[1]) else { continue }
      children[parent, default: []].append(Entry(pid: pid, name: String(text[text.index(after: start)..<end])))
    }
    var found: [Entry] = []
    var open = [pid]
    while let next = open.popLast() {
      found += children[next] ?? []
      open += (children[next] ?? []).map(\.pid)
    }
    return found
  }

  /// Whether a process is there, and is no zombie.
  static func runs(_ pid: pid_t) -> Bool {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
    let text = String(decoding: data, as: UTF8.self)
    return text.lastIndex(of: ")").map { !text[$0...].dropFirst().hasPrefix(" Z") } ?? false
  }
}
