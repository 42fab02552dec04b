import Glibc

/// The system user that the cluster belongs to and runs as.
struct ClusterOwner: Sendable {
  var uid: uid_t
  var gid: gid_t
  var name: String

  /// Nothing has to be done to run as this user.
  var isCurrent: Bool { uid == geteuid() }

  /// PostgreSQL refuses to run as root: then the owner of an existing cluster, or else `postgres`.
  static func find(dataFolder: String) throws -> ClusterOwner {
    var info = stat()
    let exists = stat(dataFolder, &info) == 0
    if geteuid() != 0 {
      if exists, info.st_uid != geteuid() {
        throw PostgresError(
          code: .cluster, message: "\(dataFolder) belongs to user id \(info.st_uid), not to the current user",
          mend: "run as its owner or as root, or use another folder")
      }
      return ClusterOwner(uid: geteuid(), gid: getegid(), name: "user id \(geteuid())")
    }
    if exists, info.st_uid != 0 {
      return ClusterOwner(uid: info.st_uid, gid: info.st_gid, name: "user id \(info.st_uid)")
    }
    guard let entry = getpwnam("postgres") else {
      throw PostgresError(
        code: .cluster, message: "there is no system user postgres, and PostgreSQL does not run as root",
        mend: "install the server (Debian, Ubuntu: apt-get install postgresql), or run as another user than root")
    }
    return ClusterOwner(uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid, name: "postgres")
  }

  /// A command line that runs a command as this user, told by a signal when the thread that started it ends.
  func command(_ command: [String], deathSignal: Bool) throws -> [String] {
    let setpriv = "/usr/bin/setpriv"
    let isThere = access(setpriv, X_OK) == 0
    var line = [setpriv]
    if !isCurrent {
      guard isThere else {
        throw PostgresError(
          code: .cluster, message: "\(setpriv) is missing, which root needs to run PostgreSQL as another user",
          mend: "apt-get install util-linux")
      }
      line += ["--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"]
    }
    if deathSignal { line += ["--pdeathsig", "INT"] }
    guard isThere, line.count > 1 else { return command }
    // Who died before the signal was asked for sends none: the shell sees to it that its parent is still this program.
    let still = deathSignal ? ["/bin/sh", "-c", "[ \"$PPID\" = \"$0\" ] && exec \"$@\"", "\(getpid())"] : []
    return line + ["--"] + still + command
  }

  /// Gives a file or folder to this user.
  func take(_ path: String) throws {
    guard !isCurrent else { return }
    guard lchown(path, uid, gid) == 0 else {
      throw PostgresError(
        code: .cluster, message: "\(path) cannot be given to \(name): \(String(cString: strerror(errno)))")
    }
  }

  /// The first of the folders above a path, from below, that this user cannot enter; nil when all are open.
  func closedFolder(above path: String) -> String? {
    guard !isCurrent else { return nil }
    var path = path
    while let slash = path.lastIndex(of: "/"), path != "/" {
      path = slash == path.startIndex ? "/" : String(path[..<slash])
      var info = stat()
      guard stat(path, &info) == 0 else { continue }
      let bit: mode_t = info.st_uid == uid ? 0o100 : info.st_gid == gid ? 0o010 : 0o001
      if info.st_mode & bit == 0 { return path }
    }
    return nil
  }

  func cannotEnter(_ folder: String) -> PostgresError {
    PostgresError(
      code: .cluster, message: "the database server, which runs as \(name), cannot enter \(folder)",
      mend: "allow it: chmod o+x \(folder)")
  }
}
