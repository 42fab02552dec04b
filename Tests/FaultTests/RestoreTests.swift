import Foundation
import Postgres
import TestSupport
import Testing

/// A backup is restored into another cluster, and everything goes on there.
@Suite(.slots, .database(migrated: true))
struct RestoreTests {
  /// What came after the backup is still in Kafka, and is read again: the offsets were in the backup, too.
  @Test(.fault(.restoredElsewhere)) func aBackupIsRestoredIntoANewCluster() async throws {
    let cluster = try await OwnCluster(isMigrated: false)
    var configuration = cluster.configuration
    configuration.database = Database.current.name
    let pool = PostgresPool(configuration: configuration, size: 4)
    do {
      try await World.run { world in
        let archiver = try world.archiver()
        try await world.producer.produce(300)
        try await world.untilHead(100)
        let file = "/tmp/pg-fault-\(UUID().uuidString).sql"
        try dump(world.database, to: file)
        try await world.producer.produce(100)
        // Everything became durable in the old cluster, beyond the backup; then that cluster is lost.
        try await world.settle()
        try await archiver.kill()
        for program in world.programs { program.remove() }
        let before = try await world.head()
        try restore(cluster.configuration, from: file)
        world.move(to: configuration, pool: pool)
        #expect(try await world.head() < before)
        try world.archiver()
        try world.projector()
        try await world.producer.produce(100)
      }
    } catch {
      Issue.record("\(error)")
    }
    await pool.close()
    await cluster.remove()
  }

  /// The roles are the cluster's, not the database's: they have a file of their own. What roles may do in the database
  /// as a whole comes with `--create` only.
  private func dump(_ database: PostgresConfiguration, to file: String) throws {
    try run("pg_dumpall", Array(arguments(database).dropLast(2)) + ["--roles-only", "-f", file + ".roles"])
    try run("pg_dump", arguments(database) + ["--create", "-f", file])
  }

  private func restore(_ database: PostgresConfiguration, from file: String) throws {
    // The superuser is there already.
    try run("psql", arguments(database) + ["-q", "-f", file + ".roles"])
    try run("psql", arguments(database) + ["-q", "-v", "ON_ERROR_STOP=1", "-f", file])
    for path in [file, file + ".roles"] { try FileManager.default.removeItem(atPath: path) }
  }

  private func arguments(_ database: PostgresConfiguration) -> [String] {
    [
      "-h", database.host ?? "", "-p", String(database.port ?? 5432), "-U", database.user ?? "postgres", "-d",
      database.database ?? "",
    ]
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let (status, output) = try ChildProcess.run(PostgresTool.path(program), arguments)
    guard status == 0 else { throw LaunchError("\(program) ended with \(status): \(output.suffix(500))") }
  }
}
