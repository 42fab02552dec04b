import Glibc

/// A helper process that never outlives this one, however this one ends.
///
/// A tiny shell stands between: it reads from a pipe whose other end only this process holds, and kills the
/// child when that end closes, be it by ``stop()``, a normal exit, a crash or SIGKILL.
package final class ChildProcess: Sendable {
  package let executable: String
  /// Where its standard output and error go; deleted when it is stopped.
  package let logPath: String
  private let shell: pid_t
  private let lifeline: Lifeline

  /// Starts a program.
  /// - Parameters:
  ///   - executable: a path, or a name that PATH finds.
  ///   - stopSignal: what ends it: `KILL`, `TERM`, `INT`, `QUIT`.
  ///   - environment: variables added to this process's own.
  /// - Throws: ``LaunchError``.
  package init(
    _ executable: String, _ arguments: [String], logPath: String, stopSignal: String = "KILL",
    environment: [String: String] = [:]
  ) throws {
    self.executable = executable
    self.logPath = logPath
    var ends: [Int32] = [0, 0]
    // A socket pair, for unlike pipe() it can be kept from other child processes in one step: a copy of the lifeline in
    // one of those would keep this one alive.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw LaunchError(executable, "socketpair", errno)
    }
    defer { close(ends[0]) }
    lifeline = Lifeline(descriptor: ends[1])
    // In the background so that the shell can wait for whichever ends first, the child or the pipe.
    let script = """
      exec 3<&0
      "$@" </dev/null 3<&- & child=$!
      echo $child >"$MILLRACE_TEST_LOG.pid"
      (read -r _ <&3; rm -f "$MILLRACE_TEST_LOG" "$MILLRACE_TEST_LOG.pid"; kill -\(stopSignal) $child 2>/dev/null) & watch=$!
      exec 3<&-
      wait $child; status=$?
      kill $watch 2>/dev/null
      exit $status
      """
    shell = try Self.spawn(
      "/bin/sh", ["-c", script, "sh", executable] + arguments,
      environment.merging(["MILLRACE_TEST_LOG": logPath]) { _, log in log }, input: ends[0], output: logPath)
  }

  deinit {
    stop()
  }

  /// Ends the program and waits for that. Further calls do nothing.
  package func stop() {
    guard lifeline.cut() else { return }
    var status: Int32 = 0
    while waitpid(shell, &status, 0) < 0, errno == EINTR {}
    // The shell has done so already, unless the program ended before.
    for path in [logPath, logPath + ".pid"] { unlink(path) }
  }

  /// Whether it still runs.
  package var isRunning: Bool {
    guard lifeline.isWhole else { return false }
    var info = siginfo_t()
    // WNOWAIT leaves the exit status to stop().
    guard waitid(P_PID, id_t(shell), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
    return info._sifields._sigchld.si_pid == 0
  }

  /// Sends the program itself a signal: `SIGKILL`, `SIGSTOP`, `SIGCONT` …
  /// - Throws: ``LaunchError`` where it has not started.
  package func signal(_ number: Int32) throws {
    for _ in 0..<500 {
      // The shell writes it first thing.
      if let pid = pid_t(Self.contents(of: logPath + ".pid").filter(\.isNumber)) {
        kill(pid, number)
        return
      }
      usleep(10_000)
    }
    throw LaunchError("\(executable) has no process id yet")
  }

  /// What it has written so far.
  package var log: String {
    Self.contents(of: logPath)
  }
}
