import ArgumentParser
import Postgres

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "migrate", abstract: "Bring the database up to date.")
  @OptionGroup var settings: Settings

  func run() async throws {
    let pool = PostgresPool(configuration: try Backends.attach(settings).database, size: 1)
    let applied = try await Migrator(directory: try settings.homePath() + "/migrations").apply(pool)
    await pool.close()
    for migration in applied { print("applied \(migration.number) \(migration.name)") }
    if applied.isEmpty { print("the database is up to date") }
  }
}
