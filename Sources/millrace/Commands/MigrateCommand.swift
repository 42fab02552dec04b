import ArgumentParser
import Domain
import Execution
import Ledger
import Postgres

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "migrate", abstract: "Bring the database up to date.")
  @OptionGroup var settings: Settings

  func run() async throws {
    let pool = PostgresPool(configuration: try Backends.attach(settings).database, size: 1)
    let done = try await LedgerSetup(directory: try settings.homePath() + "/migrations")
      .apply(pool, now: Timestamp(microseconds: WallClock.microseconds))
    await pool.close()
    for migration in done.migrations { print("applied \(migration.number) \(migration.name)") }
    for rules in done.adopted { print("adopted the rules \(rules.rawValue)") }
    if done.migrations.isEmpty, done.adopted.isEmpty { print("the database is up to date") }
  }
}
