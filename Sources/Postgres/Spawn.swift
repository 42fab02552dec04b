import Execution
import Glibc

/// Child processes by `posix_spawn`. They inherit no descriptor but the three they are given, and a folder that they are
/// handed.
enum Spawn {
  /// What a child gets.
  struct Options {
    /// Replaces standard input; nil is `/dev/null`.
    var input: Int32?
    /// Replaces standard output and error; nil is `/dev/null`.
    var output: Int32?
    var folder: String = "/"
    /// An open folder, which the child keeps as descriptor ``Spawn/keptDescriptor``.
    var kept: Int32?
    /// A session of its own, out of reach of the terminal's Ctrl-C.
    var isDetached = false
  }

  /// The number that a child knows an open folder by.
  static let keptDescriptor: Int32 = 3

  /// Starts a program (found on the search path when its name has no slash) with a small fixed environment.
  static func start(_ arguments: [String], _ options: Options = Options()) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input = options.input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    if let output = options.output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // After the others, one of which may have this number here.
    if let kept = options.kept { posix_spawn_file_actions_adddup2(&actions, kept, keptDescriptor) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let setSession: Int32 = 0x80
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (options.isDetached ? setSession : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    // The caller's folder may be closed to the child's user; env changes it and becomes the program.
    let line = ["/usr/bin/env", "-C", options.folder] + arguments
    let argv = line.map { strdup($0) } + [nil]
    let environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"]
    let envp = environment.map { strdup($0) } + [nil]
    defer { for string in argv + envp { free(string) } }
    var child: pid_t = 0
    OpenDescriptors.closeOnExec()
    let status = posix_spawn(&child, line[0], &actions, &attributes, argv, envp)
    guard status == 0 else {
      throw PostgresError(
        code: .cluster, message: "\(line[0]) could not be started: \(String(cString: strerror(status)))")
    }
    return child
  }

  /// Waits for a child to end; its exit status, or 128 + the signal that ended it.
  static func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Runs a program to its end and returns its exit status and what it printed.
  static func capture(
    _ arguments: [String], folder: String = "/", kept: Int32? = nil
  ) throws -> (status: Int32, output: String) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw PostgresError(code: .cluster, message: "no pipe could be made", mend: "raise ulimit -n")
    }
    defer { close(ends[0]) }
    let child: pid_t
    do {
      defer { close(ends[1]) }
      child = try start(arguments, Options(output: ends[1], folder: folder, kept: kept))
    }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      output += chunk[..<count]
    }
    return (wait(child), String(decoding: output, as: UTF8.self))
  }
}
