import Foundation
import Glibc

/// A program that runs until it is stopped, or until this one ends, however it ends.
final class Child {
  let pid: Int32
  private let shell: Int32
  private let lifeline: Int32

  /// - Parameters:
  ///   - output: where its standard output goes.
  ///   - log: where it says what is wrong.
  init(_ arguments: [String], environment: [String: String] = [:], output: String, log: String) throws {
    // The shell asks the program to end when the pipe closes, and waits for that.
    let script =
      "out=$1; log=$2; shift 2; \"$@\" </dev/null >\"$out\" 2>>\"$log\" & p=$!; echo $p; read -r l; kill $p; wait $p"
    let (input, answer) = (try Child.pipe(), try Child.pipe())
    defer {
      close(input.read)
      close(answer.write)
      close(answer.read)
    }
    shell = try Child.spawn(
      ["/bin/sh", "-c", script, "sh", output, log] + arguments,
      ProcessInfo.processInfo.environment.merging(environment) { $1 }, input: input.read, output: answer.write)
    lifeline = input.write
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = read(answer.read, &bytes, bytes.count)
    guard count > 1, let pid = Int32(String(decoding: bytes[..<(count - 1)], as: UTF8.self)) else {
      throw Failure("\(arguments[0]) did not start; see \(log)")
    }
    self.pid = pid
  }

  var isRunning: Bool { kill(pid, 0) == 0 }

  /// What a line of its output says, once there is one that says it.
  func line(in output: String, _ read: (String) -> String?) async throws -> String {
    for _ in 0..<600 {
      let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      // The last part is no line yet.
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        if let found = read(String(line)) { return found }
      }
      guard isRunning else { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Failure("a program did not start; its output is in \(output)")
  }

  /// Waits until it has ended.
  func stop() {
    close(lifeline)
    var status: Int32 = 0
    waitpid(shell, &status, 0)
  }

  /// Not `Process`, whose children inherit the blocked signals of its threads: a shell could not wait.
  private static func spawn(
    _ arguments: [String], _ environment: [String: String], input: Int32, output: Int32
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: Int32 = 0
    let error = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, &variables)
    guard error == 0 else { throw Failure("\(arguments[0]) cannot be run: error \(error)") }
    return pid
  }

  /// No other child inherits its ends.
  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Failure("no pipe: error \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
