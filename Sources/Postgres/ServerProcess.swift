import Execution
import Glibc
import Synchronization

/// A child process and the thread that started it and waits for it.
///
/// The thread lives as long as the child: the signal that tells the child of its parent's death (`--pdeathsig`)
/// comes when the starting thread ends.
package final class ServerProcess: Sendable {
  private struct State {
    var pid: pid_t?
    var failure: PostgresError?
    var status: Int32?
    var waiters: [CheckedContinuation<Int32, Never>] = []
  }

  private let state = Mutex(State())

  /// Starts the child, in a session of its own and with a small fixed environment.
  /// - Parameters:
  ///   - input: its standard input; nil is `/dev/null`.
  ///   - output: its standard output and error. Both are closed when they have been handed over.
  ///   - kept: a folder that it is handed, as descriptor 3.
  package init(
    _ line: [String], folder: String = "/", input: Int32? = nil, output: Int32, kept: OpenFolder? = nil,
    thread: String = "pg-server"
  ) {
    let executor = ThreadExecutor(name: thread)
    executor.submit { [self] in
      do {
        defer {
          close(output)
          if let input { close(input) }
        }
        let options = Spawn.Options(
          input: input, output: output, folder: folder, kept: kept?.descriptor, isDetached: true)
        let pid = try withExtendedLifetime(kept) { try Spawn.start(line, options) }
        state.withLock { $0.pid = pid }
      } catch {
        finish(-1, error as? PostgresError)
        return
      }
      if let pid = state.withLock({ $0.pid }) { finish(ServerProcess.reap(pid, state), nil) }
    }
    executor.shutdown()
  }

  var pid: pid_t? { state.withLock { $0.status == nil ? $0.pid : nil } }
  /// The exit status, or 128 + the signal that ended it; nil while it runs.
  package var status: Int32? { state.withLock { $0.status } }
  /// Why it could not be started.
  package var failure: PostgresError? { state.withLock { $0.failure } }

  /// Sends a signal if the child still runs.
  func signal(_ number: Int32) {
    state.withLock { state in
      if let pid = state.pid, state.status == nil { kill(pid, number) }
    }
  }

  /// Sends a signal to the child, if it still runs, and to the processes that it has started.
  func signalAll(_ number: Int32) {
    guard let pid else { return }
    let children = ProcessTable.children(of: pid)
    // The parent first, which starts no more of them then.
    signal(number)
    for child in children where ProcessTable.parent(of: child) != nil { kill(child, number) }
  }

  /// Waits for the end; blocks the thread.
  func waitForExit(within limit: Duration) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while status == nil {
      if clock.now >= deadline { return false }
      usleep(5000)
    }
    return true
  }

  /// The exit status, or 128 + the signal that ended it, when it has ended.
  package func exit() async -> Int32 {
    await withCheckedContinuation { continuation in
      let status: Int32? = state.withLock { state in
        if state.status == nil { state.waiters.append(continuation) }
        return state.status
      }
      if let status { continuation.resume(returning: status) }
    }
  }

  /// Waits without taking the process number out of use, then does that under the lock: no signal can hit a stranger.
  private static func reap(_ pid: pid_t, _ state: borrowing Mutex<State>) -> Int32 {
    var info = siginfo_t()
    while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return state.withLock { state in
      let status = Spawn.wait(pid)
      state.status = status
      return status
    }
  }

  private func finish(_ status: Int32, _ failure: PostgresError?) {
    let waiters = state.withLock { state in
      state.status = status
      state.failure = failure
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }
}
