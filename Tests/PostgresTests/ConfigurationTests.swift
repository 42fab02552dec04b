import Postgres
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  @Test func readsURI() throws {
    let configuration = try PostgresConfiguration(
      "postgresql://ann:s%40crt@db.internal:5433/app?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=7")
    #expect(configuration.host == "db.internal")
    #expect(configuration.port == 5433)
    #expect(configuration.user == "ann")
    #expect(configuration.password == "s@crt")
    #expect(configuration.database == "app")
    #expect(configuration.sslMode == "verify-full")
    #expect(configuration.connectTimeout == .seconds(7))
    #expect(configuration.parameters == ["sslrootcert": "/ca.pem"])
    #expect(!configuration.description.contains("s@crt"))
  }

  @Test func readsKeywords() throws {
    let configuration = try PostgresConfiguration("host=/run/pg port=5432 dbname='my db' application_name=x")
    #expect(configuration.host == "/run/pg")
    #expect(configuration.database == "my db")
    #expect(configuration.applicationName == "x")
  }

  @Test func refusesNonsenseWithoutRepeatingIt() {
    let error = #expect(throws: PostgresError.self) {
      _ = try PostgresConfiguration("postgresql://ann:secret@db:5433/app?no_such_key=1")
    }
    #expect(error?.code == .configuration)
    #expect(error?.description.contains("secret") == false)
    #expect(error?.description.contains("no_such_key") == true)
  }

  @Test(.database) func settingsReachTheServer() async throws {
    var configuration = Database.current.configuration
    configuration.applicationName = "settings test"
    configuration.settings["search_path"] = "one, two"
    configuration.settings["TimeZone"] = "Asia/Tokyo"
    let pool = PostgresPool(configuration: configuration, size: 1)
    let (path, zone, name) = try await pool.run { db in
      try db.script("DISCARD ALL")
      return (
        try db.query("SHOW search_path").first?.text(0), try db.query("SHOW TimeZone").first?.text(0),
        try db.query("SELECT current_setting('application_name')").first?.text(0)
      )
    }
    #expect(path == "one, two")
    #expect(zone == "UTC", "decoding of times rests on it")
    #expect(name == "settings test")
    await pool.close()
  }

  @Test(.database) func statementsEndWithTheirTime() async throws {
    var configuration = Database.current.configuration
    configuration.statementTimeout = .seconds(1)
    let pool = PostgresPool(configuration: configuration, size: 1)
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { try $0.execute("SELECT pg_sleep(600)") }
    }
    #expect(error?.sqlState == "57014")
    #expect(error?.mend != nil)
    await pool.close()
  }
}
