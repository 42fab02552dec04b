import Glibc

/// How many files and sockets this process may have open at a time (`RLIMIT_NOFILE`).
enum DescriptorLimit {
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

  /// Connections that leave enough descriptors for what the process opens besides: databases, Kafka, logs, its own
  /// files.
  static func connections(of limit: Int) -> Int {
    let kept = min(max(128, limit / 4), limit / 2)
    return max(4, min(limit - kept, mostConnections))
  }
}
