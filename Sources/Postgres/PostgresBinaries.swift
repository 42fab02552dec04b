import FoundationEssentials
import Glibc

/// The server's programs of one installed version.
struct PostgresBinaries: Sendable {
  var folder: String
  /// 15 for 15.18.
  var majorVersion: Int

  var initdb: String { folder + "/initdb" }
  var postgres: String { folder + "/postgres" }

  /// Finds the programs.
  /// - Parameters:
  ///   - override: look here and nowhere else.
  ///   - dataVersion: the version that made the existing cluster, which no other can run.
  static func find(override: String?, dataVersion: Int?) throws -> PostgresBinaries {
    let installed = (override.map { [$0] } ?? candidates()).compactMap(PostgresBinaries.init(folder:))
    if installed.isEmpty {
      throw PostgresError(
        code: .cluster,
        message: "PostgreSQL's server programs (initdb, postgres) were not found"
          + (override.map { " in \($0)" } ?? ""),
        mend: override == nil
          ? "install them (Debian, Ubuntu: apt-get install postgresql), or name their folder"
          : "name the folder that holds them, as pg_config --bindir prints it")
    }
    guard let dataVersion else { return installed[0] }
    if let match = installed.first(where: { $0.majorVersion == dataVersion }) { return match }
    let versions = installed.map { String($0.majorVersion) }.joined(separator: ", ")
    throw PostgresError(
      code: .cluster, message: "the cluster was made by PostgreSQL \(dataVersion), installed is \(versions)",
      mend: "install PostgreSQL \(dataVersion) (apt-get install postgresql-\(dataVersion)), or use another folder")
  }

  private init?(folder: String) {
    self.folder = folder
    majorVersion = 0
    guard access(folder + "/initdb", X_OK) == 0, access(folder + "/postgres", X_OK) == 0,
      let (status, output) = try? Spawn.capture([folder + "/postgres", "--version"]), status == 0
    else { return nil }
    // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1), 17beta1 …
    let words = output.split(whereSeparator: \.isWhitespace)
    guard words.count > 2, let version = Int(words[2].prefix { $0.isNumber }) else { return nil }
    majorVersion = version
  }

  /// Where the programs may be, best first.
  private static func candidates() -> [String] {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    var folders = versions.compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }
    if let (status, output) = try? Spawn.capture(["pg_config", "--bindir"]), status == 0 {
      folders.append(String(output.prefix { !$0.isNewline }))
    }
    folders += ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
    return folders
  }
}
