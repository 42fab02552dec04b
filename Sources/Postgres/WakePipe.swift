import Glibc

/// Ends a `poll` on another thread.
final class WakePipe: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    // A socket pair, for unlike pipe() it can be kept from child processes in one step.
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else {
      throw PostgresError(
        code: .misuse, message: "no pipe could be made: \(String(cString: strerror(errno)))",
        mend: "raise the limit of open files (ulimit -n)")
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Waits until a socket can be read, the pipe was woken or the time is over; true when the pipe was woken,
  /// then and ever after.
  /// - Parameter milliseconds: -1 waits without end.
  func wait(for socket: Int32 = -1, milliseconds: Int32) -> Bool {
    var descriptors = [
      pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
    ]
    poll(&descriptors, 2, milliseconds)
    return descriptors[0].revents != 0
  }
}
