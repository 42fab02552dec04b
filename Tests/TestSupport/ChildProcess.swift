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
    guard pipe(&ends) == 0 else { throw LaunchError(executable, "pipe", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    lifeline = Lifeline(descriptor: ends[1])
    // In the background so that the shell can wait for whichever ends first, the child or the pipe.
    let script = """
      exec 3<&0
      "$@" </dev/null 3<&- & child=$!
      (read -r _ <&3; rm -f "$MILLRACE_TEST_LOG"; kill -\(stopSignal) $child 2>/dev/null) & watch=$!
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
  }

  /// Whether it still runs.
  package var isRunning: Bool {
    guard lifeline.isWhole else { return false }
    var info = siginfo_t()
    // WNOWAIT leaves the exit status to stop().
    guard waitid(P_PID, id_t(shell), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
    return info._sifields._sigchld.si_pid == 0
  }

  /// What it has written so far.
  package var log: String {
    Self.contents(of: logPath)
  }
}
