import Foundation
import Postgres

/// One of Postgres's client programs, such as `pg_dump`.
package enum PostgresTool {
  /// Of the newest version that is installed; the bare name where none is found.
  package static func path(_ name: String) -> String {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap(Int.init).sorted()
    for version in versions.reversed() {
      let path = "\(root)/\(version)/bin/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return name
  }

  /// Runs it against a database, on a thread of its own.
  /// - Throws: `LaunchError` where it ends with another status than 0.
  package static func run(_ name: String, _ database: PostgresConfiguration, _ arguments: [String]) async throws {
    let all =
      [
        "-h", database.host ?? "", "-p", String(database.port ?? 5432), "-U", database.user ?? "postgres", "-d",
        database.database ?? "",
      ] + arguments
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      Thread {
        continuation.resume(
          with: Result {
            let (status, output) = try ChildProcess.run(path(name), all)
            guard status == 0 else { throw LaunchError("\(name) ended with \(status): \(output.suffix(500))") }
          })
      }.start()
    }
  }
}
