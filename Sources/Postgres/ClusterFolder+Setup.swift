import FoundationEssentials
import Glibc

extension ClusterFolder {
  /// Makes an empty cluster: UTF-8, locale C, data checksums; local connections trusted (the socket's folder keeps
  /// others out), TCP by password.
  func initialise(_ binaries: PostgresBinaries, _ configuration: EmbeddedPostgresConfiguration) throws {
    try checkSpace()
    // A cluster is complete or not there: made under another name, which an interrupted attempt leaves behind.
    let draft = data + ".new"
    try? FileManager.default.removeItem(atPath: draft)
    var line = [
      binaries.initdb, "-D", serverPath(draft), "-U", configuration.user, "--encoding=UTF8", "--locale=C",
      "--auth-local=trust",
      "--auth-host=scram-sha-256", "--data-checksums", "--no-instructions",
    ]
    if !configuration.fsync { line.append("--no-sync") }
    let (status, output) = try Spawn.capture(
      owner.command(line, deathSignal: true), folder: workingFolder, kept: held?.descriptor)
    guard status == 0 else {
      let reason = output.split(whereSeparator: \.isNewline).suffix(4).joined(separator: "; ")
      throw ClusterFolder.explained("initdb failed: \(reason)", output)
    }
    guard rename(draft, data) == 0 else {
      throw PostgresError(code: .cluster, message: "\(draft) cannot be renamed: \(String(cString: strerror(errno)))")
    }
  }

  /// Opens the log for appending; a large one is kept once as `postgres.log.old`.
  func openLog() throws -> Int32 {
    var info = stat()
    if stat(log, &info) == 0, info.st_size > 8 << 20 { rename(log, log + ".old") }
    let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ClusterFolder.explained("\(log) cannot be opened", String(cString: strerror(errno)))
    }
    try owner.take(log)
    return descriptor
  }

  /// What the server logged from an offset on.
  func logged(from offset: Int) -> String {
    let bytes = FileManager.default.contents(atPath: log) ?? Data()
    return String(decoding: bytes.dropFirst(bytes.count >= offset ? offset : 0), as: UTF8.self)
  }

  /// The process of a server that runs on this cluster; nil also when a crashed one left its file behind.
  func runningServer() -> pid_t? {
    guard let bytes = FileManager.default.contents(atPath: data + "/postmaster.pid"),
      let pid = pid_t(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber }),
      kill(pid, 0) == 0 || errno == EPERM
    else { return nil }
    // The number may meanwhile be another process's: a server has its cluster as working directory.
    guard let folder = realpath("/proc/\(pid)/cwd", nil) else { return nil }
    defer { free(folder) }
    return String(cString: folder) == data ? pid : nil
  }

  /// A server that an embedding program started here, and which that program's end did not reach. Who started it stands on
  /// its command line; one that somebody started by hand has nothing there.
  func isOrphan(_ pid: pid_t) -> Bool {
    guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
      let status = FileManager.default.contents(atPath: "/proc/\(pid)/status"),
      let starter = line.split(separator: 0).lazy.map({ String(decoding: $0, as: UTF8.self) })
        .first(where: { $0.hasPrefix(ClusterFolder.starterSetting + "=") }),
      let parent = String(decoding: status, as: UTF8.self).split(separator: "\n").first(where: { $0.hasPrefix("PPid:") }
      )
    else { return false }
    return starter.filter(\.isNumber) != parent.filter(\.isNumber)
  }

  /// A setting of the server's that only says which process started it.
  static let starterSetting = "embedded.starter"

  private func checkSpace() throws {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return }
    let free = UInt64(info.f_bavail) * UInt64(info.f_frsize)
    if free < 256 << 20 {
      throw PostgresError(
        code: .cluster, message: "the disk of \(path) has \(free >> 20) MB left, a new cluster needs 256 MB",
        mend: "free disk space, or use a folder on another disk")
    }
  }

  /// An error with the mend that the server's own words suggest.
  static func explained(_ message: String, _ words: String) -> PostgresError {
    var error = PostgresError(code: .cluster, message: message)
    if words.contains("No space left on device") {
      error.mend = "free disk space"
    } else if words.contains("Address already in use") {
      error.mend = "choose another TCP port, or end the program that uses it"
    } else if words.contains("incompatible with server") {
      error.mend = "use the PostgreSQL version that made the cluster"
    } else if words.contains("Permission denied") {
      error.mend = "check that the server's user may read and write the data folder"
    } else if words.contains("could not map anonymous shared memory") {
      error.mend = "lower shared_buffers, or give the machine more memory"
    }
    return error
  }
}
