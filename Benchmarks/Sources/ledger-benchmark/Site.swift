import Foundation
import Logging
import Postgres

/// The one Postgres that everything is measured on, and the programs.
final class Site {
  let program: String
  let home: String
  let folder: String
  let broker: String
  let logger: Logger
  private let server: EmbeddedPostgres
  private let admin: PostgresPool
  private var arenas = 0

  init(program: String, home: String, folder: String, broker: String) async throws {
    func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
    (self.program, self.home) = (absolute(program), absolute(home))
    (self.folder, self.broker) = (absolute(folder), absolute(broker))
    var logger = Logger(label: "ledger-benchmark") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    self.logger = logger
    try? FileManager.default.removeItem(atPath: self.folder)
    try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    server = try await EmbeddedPostgres.start(
      EmbeddedPostgresConfiguration(folder: self.folder + "/postgres"), logger: logger)
    admin = PostgresPool(configuration: server.configuration, size: 1, logger: logger)
  }

  /// A new database and a new broker, with tables and topics.
  func arena() async throws -> Arena {
    arenas += 1
    let name = "arena_\(arenas)"
    try await admin.run { db in try db.script("CREATE DATABASE \(name)") }
    var database = server.configuration
    database.database = name
    return try await Arena(self, database: database)
  }

  func drop(_ database: String) async throws {
    try await admin.run { db in try db.script("DROP DATABASE \(database) WITH (FORCE)") }
  }

  func stop() async throws {
    await admin.close()
    try await server.stop()
    try FileManager.default.removeItem(atPath: folder + "/postgres")
  }
}
