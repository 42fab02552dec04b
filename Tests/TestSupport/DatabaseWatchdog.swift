import Glibc
import Postgres

/// A process that removes a test cluster when this process ends, however it ends.
///
/// It waits for the end of its standard input, the other end of which only this process holds.
package final class DatabaseWatchdog: Sendable {
  private let lifeline: Lifeline

  package init(folder: String) throws {
    var ends: [Int32] = [-1, -1]
    // A socket pair, for unlike pipe() it can be kept from child processes in one step.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw LaunchError("watchdog", "socketpair", errno)
    }
    lifeline = Lifeline(descriptor: ends[0])
    defer { close(ends[1]) }
    let script = """
      cat > /dev/null
      pid=$(head -n 1 "$0/data/postmaster.pid" 2> /dev/null)
      if [ -n "$pid" ]; then
        kill -QUIT "$pid" 2> /dev/null
        for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2> /dev/null || break; sleep 0.2; done
      fi
      rm -rf "$0"
      """
    _ = try ChildProcess.spawn("/bin/sh", ["-c", script, folder], [:], input: ends[1], output: "/dev/null")
  }
}
