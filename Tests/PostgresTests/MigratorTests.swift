import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.database) struct MigratorTests {
  /// A folder of migrations that is removed at the end.
  private final class Folder {
    let path = NSTemporaryDirectory() + "/migrations-\(UUID().uuidString)"

    init(_ files: [String: String]) throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
      try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func apply() async throws -> [Migration] { try await Migrator(directory: path).apply(Database.current.pool) }

    func refusal() async -> PostgresError? {
      await #expect(throws: PostgresError.self) { try await self.apply() }
    }
  }

  private static let two = [
    "0001_first.sql": "CREATE TABLE one (i int);\nINSERT INTO one VALUES (1);",
    "0002_second.sql": "CREATE TABLE two (i int); -- é",
    "README.md": "not a migration",
  ]

  @Test func appliesInOrderAndOnce() async throws {
    let folder = try Folder(MigratorTests.two)
    #expect(try await folder.apply().map(\.fileName) == ["0001_first.sql", "0002_second.sql"])
    #expect(try await folder.apply().isEmpty)
    try folder.write("0003_third.sql", "INSERT INTO one VALUES (3)")
    let status = try await Migrator(directory: folder.path).status(Database.current.pool)
    #expect(status.applied.map(\.number) == [1, 2])
    #expect(status.pending.map(\.number) == [3])
    #expect(try await folder.apply().map(\.number) == [3])
    let rows = try await Database.current.pool.run { db in
      try db.query("SELECT number, name, length(sha256), applied_at <= now() FROM millrace_meta.migration ORDER BY 1")
        .map { "\(try $0.int(0)) \(try $0.text(1)) \(try $0.int(2)) \(try $0.bool(3))" }
    }
    #expect(rows == ["1 first 64 true", "2 second 64 true", "3 third 64 true"])
  }

  @Test func refusesAnEditedFile() async throws {
    let folder = try Folder(MigratorTests.two)
    _ = try await folder.apply()
    try folder.write("0001_first.sql", "CREATE TABLE one (i bigint);")
    let error = await folder.refusal()
    #expect(error?.code == .migration)
    #expect(error?.message.contains("0001_first.sql") == true)
    #expect(error?.mend?.contains("new migration") == true)
  }

  @Test func refusesARenamedFile() async throws {
    let folder = try Folder(MigratorTests.two)
    _ = try await folder.apply()
    try folder.write("0001_other.sql", MigratorTests.two["0001_first.sql"] ?? "")
    try folder.remove("0001_first.sql")
    #expect(await folder.refusal()?.code == .migration)
  }

  @Test func refusesANewerDatabase() async throws {
    let folder = try Folder(MigratorTests.two)
    _ = try await folder.apply()
    try folder.remove("0002_second.sql")
    let error = await folder.refusal()
    #expect(error?.message.contains("0002_second.sql") == true)
    #expect(error?.message.contains("does not know") == true)
  }

  @Test(arguments: [
    (["0001_a.sql": "", "0003_b.sql": ""], "number 2 is expected"),
    (["0002_a.sql": ""], "number 1 is expected"),
    (["0001_a.sql": "", "0001_b.sql": ""], "the same number"),
    (["1_a.sql": ""], "not named like a migration"),
    (["0001_A.sql": ""], "not named like a migration"),
  ])
  func refusesBadNumbering(_ files: [String: String], _ words: String) async throws {
    let error = try await Folder(files).refusal()
    #expect(error?.code == .migration)
    #expect(error?.message.contains(words) == true)
    let made = try await Database.current.pool.run {
      try $0.query("SELECT to_regclass('millrace_meta.migration')")[0].isNull(0)
    }
    #expect(made, "nothing was changed")
  }

  @Test func aFailingMigrationLeavesNothingAndSaysWhere() async throws {
    let folder = try Folder(MigratorTests.two)
    try folder.write("0003_bad.sql", "CREATE TABLE three (i int);\n\nINSERT INTO nowhere VALUES (1);")
    let error = await folder.refusal()
    #expect(error?.sqlState == "42P01")
    #expect(error?.message.contains("0003_bad.sql:3:") == true)
    let pool = Database.current.pool
    #expect(try await pool.run { try $0.query("SELECT to_regclass('three')")[0].isNull(0) })
    #expect(try await Migrator(directory: folder.path).status(pool).applied.map(\.number) == [1, 2])
  }

  @Test(arguments: ["CREATE TABLE x (i int); COMMIT;", "COMMIT; CREATE TABLE x (i int); BEGIN;"])
  func refusesToLeaveItsTransaction(_ script: String) async throws {
    let folder = try Folder(["0001_bad.sql": script])
    let error = await folder.refusal()
    #expect(error?.code == .migration)
    #expect(error?.message.contains("0001_bad.sql") == true)
  }

  @Test func severalAtOnceAreSafe() async throws {
    let folder = try Folder([
      "0001_slow.sql": "CREATE TABLE slow (i int); SELECT pg_sleep(0.3);",
      "0002_more.sql": "CREATE TABLE more (i int);",
    ])
    let path = folder.path
    let pools = (0..<4).map { _ in PostgresPool(configuration: Database.current.configuration, size: 1) }
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for pool in pools { group.addTask { try await Migrator(directory: path).apply(pool).count } }
      return try await group.reduce(0, +)
    }
    #expect(applied == 2)
    for pool in pools { await pool.close() }
  }

  @Test(.database(migrated: true)) func theRepositorysOwnApply() async throws {
    let applied = try await Database.current.pool.run { db in
      try db.query("SELECT to_regclass('millrace_meta.migration')")[0].optionalText(0)
    }
    #expect(applied == "millrace_meta.migration")
  }
}
