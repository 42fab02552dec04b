import FoundationEssentials
import Glibc

/// The files of a private cluster.
struct ClusterFolder: Sendable {
  /// Absolute, without symbolic links.
  let path: String
  let owner: ClusterOwner
  let socketFolder: String
  /// The folder held open, where the owner cannot enter one of those above it, such as root's home.
  let held: OpenFolder?

  var data: String { path + "/data" }
  var log: String { path + "/postgres.log" }

  /// Makes the folder, sees how the owner reaches it and chooses where the socket goes.
  init(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw PostgresError(
        code: .cluster, message: "the data folder \(folder) cannot be made: \(error)",
        mend: "check the permissions of its parent, or use another folder")
    }
    guard let real = realpath(folder, nil) else {
      throw PostgresError(code: .cluster, message: "\(folder): \(String(cString: strerror(errno)))")
    }
    path = String(cString: real)
    free(real)
    owner = try ClusterOwner.find(dataFolder: path + "/data")
    if let closed = owner.closedFolder(above: path) {
      guard access("/proc/self/fd", X_OK) == 0 else { throw owner.cannotEnter(closed) }
      held = try OpenFolder(path)
    } else {
      held = nil
    }
    try owner.take(path)
    socketFolder = try ClusterFolder.makeSocketFolder(path, owner)
  }

  /// How the server, and initdb, name a path in this folder; others stay as they are.
  func serverPath(_ own: String) -> String {
    guard held != nil, own.hasPrefix(path + "/") else { return own }
    return OpenFolder.childsName + own.dropFirst(path.count)
  }

  /// The folder that the server's programs are started in: they end where they cannot come back to it.
  var workingFolder: String { held == nil ? path : "/" }

  /// The version that made the cluster, nil when there is none yet.
  func dataVersion() throws -> Int? {
    guard let bytes = FileManager.default.contents(atPath: data + "/PG_VERSION") else {
      if FileManager.default.fileExists(atPath: data) {
        throw PostgresError(
          code: .cluster, message: "\(data) exists but holds no PostgreSQL cluster",
          mend: "move it away, or use another folder")
      }
      return nil
    }
    return Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
  }

  /// A folder that only the owner may enter: below the cluster's, or where that name is too long for a socket
  /// (107 bytes), or has what divides or quotes names in the server's settings and libpq's, below `/tmp`.
  private static func makeSocketFolder(_ path: String, _ owner: ClusterOwner) throws -> String {
    let near = path + "/socket"
    let isShort = "\(near)/.s.PGSQL.5432".utf8.count <= 107
    let isNear = isShort && !path.contains { ",'\"\\".contains($0) }
    let folder = isNear ? near : "/tmp/pg-\(String(fnv1a(path), radix: 36))"
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw PostgresError(
        code: .cluster, message: "\(folder), for the server's socket: \(String(cString: strerror(errno)))")
    }
    if isNear || geteuid() == 0 { try owner.take(folder) }
    var info = stat()
    guard lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_uid == owner.uid,
      chmod(folder, 0o700) == 0
    else {
      throw PostgresError(
        code: .cluster, message: "\(folder), for the server's socket, is not a folder of \(owner.name)",
        mend: "remove it")
    }
    return folder
  }

  private static func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
