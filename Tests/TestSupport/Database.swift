import FoundationEssentials
import Postgres

/// The database of the running test; see the trait `.database`.
package struct Database: Sendable {
  /// The name of the database, which no other test uses.
  package let name: String
  package let configuration: PostgresConfiguration
  /// Four connections; closed when the test ends.
  package let pool: PostgresPool

  @TaskLocal static var running: Database?

  /// The database of the running test, which must have the trait `.database`.
  package static var current: Database {
    guard let running else { preconditionFailure("Database.current in a test without the trait .database") }
    return running
  }

  init(name: String, cluster: PostgresConfiguration) {
    self.name = name
    var configuration = cluster
    configuration.database = name
    self.configuration = configuration
    pool = PostgresPool(configuration: configuration, size: 4)
  }

  /// The repository's migrations, found from where this file is.
  package static var migrations: String {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "migrations").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return "migrations"
  }
}
