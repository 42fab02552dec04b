import Postgres
import Testing

/// Gives each test a fresh database, dropped when it ends.
///
/// Swift Testing starts all tests at once. Hundreds of services beside each other on two cores would be so slow that
/// sessions expire, so only some of the tests with a database run at a time; the others wait before they begin.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  private static let slots = Slots(24)

  let isMigrated: Bool
  let isAdopted: Bool

  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    // Of a suite, only its tests get a database.
    guard testCase != nil else { return try await function() }
    try await Self.slots.run { try await run(function) }
  }

  private func run(_ function: @Sendable () async throws -> Void) async throws {
    let cluster = try await DatabaseCluster.shared.value
    let database = try await cluster.makeDatabase(isMigrated: isMigrated, isAdopted: isAdopted)
    let result: Result<Void, any Error>
    do {
      result = .success(try await Database.$running.withValue(database) { try await function() })
    } catch {
      result = .failure(error)
    }
    await database.pool.close()
    try await cluster.drop(database)
    try result.get()
  }
}

extension Trait where Self == DatabaseTrait {
  /// `Database.current` is a fresh, empty database.
  package static var database: Self { DatabaseTrait(isMigrated: false, isAdopted: false) }

  /// `Database.current` is a fresh database, with the repository's migrations applied if asked for.
  /// - Parameter adopted: whether the ledger begins with the adoption of the rules, as every new one does. Without, it is
  ///   what a program from before left behind; its first event is at position 1.
  package static func database(migrated: Bool, adopted: Bool = true) -> Self {
    DatabaseTrait(isMigrated: migrated, isAdopted: migrated && adopted)
  }
}
