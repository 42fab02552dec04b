import Glibc
import NIOCore

/// How many files and sockets this process may have open at a time (`RLIMIT_NOFILE`).
package enum DescriptorLimit {
  /// What `millrace up` opens before anybody asks it something (some 100 on two cores), and some connections; each core
  /// has an event loop, which takes three.
  package static let least = 152 + 4 * max(System.coreCount, 2)
  /// More are not asked for: what comes with each connection costs more than that.
  private static let most: rlim_t = 65_536
  /// Connections, however many descriptors there are.
  private static let mostConnections = 4_096

  /// Raises the limit to what the process may have without anybody's leave.
  /// - Returns: the limit as it is then.
  @discardableResult
  static func raise() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
    let wanted = min(limit.rlim_max, most)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = wanted
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return Int(min(limit.rlim_cur, most))
  }

  /// Raises the limit, and refuses one that the process could only end by: its event loops and databases would find no
  /// descriptor left while they start.
  /// - Throws: `InferenceError`.
  package static func check() throws(InferenceError) {
    let limit = raise()
    guard limit < least else { return }
    throw InferenceError(
      .configuration,
      "this process may have \(limit) files and sockets open, and needs more; raise `ulimit -n` to at least \(least)")
  }

  /// Connections that leave enough descriptors for what the process opens besides: databases, Kafka, logs, its own
  /// files.
  static func connections(of limit: Int) -> Int {
    let kept = min(max(128, limit / 4), limit / 2)
    return max(4, min(limit - kept, mostConnections))
  }
}
