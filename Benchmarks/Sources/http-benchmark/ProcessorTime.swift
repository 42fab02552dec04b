import Foundation

/// The processor time that processes have taken, user and system, in seconds.
enum ProcessorTime {
  /// Of one process with all its threads; 0 for one that has ended.
  static func of(_ pid: Int32) -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static var own: Double { of(getpid()) }

  /// Of a process and all that it started, by program name; those that have ended are not counted.
  /// - Parameter root: not its name, but `server`, is what its own time is under.
  static func ofTree(_ root: Int32) -> [String: Double] {
    var parents: [Int32: (parent: Int32, name: String)] = [:]
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = Int32(entry), let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"),
        let parent = stat[close...].split(separator: " ").dropFirst(2).first.flatMap({ Int32($0) })
      else { continue }
      parents[pid] = (parent, String(stat[stat.index(after: open)..<close]))
    }
    func isBelow(_ pid: Int32) -> Bool {
      var pid = pid
      while pid > 1 {
        if pid == root { return true }
        pid = parents[pid]?.parent ?? 0
      }
      return false
    }
    return parents.reduce(into: [:]) { times, process in
      guard isBelow(process.key) else { return }
      times[process.key == root ? "server" : process.value.name, default: 0] += of(process.key)
    }
  }
}
