import TestSupport
import Testing

/// kill -9 of the archiver at exact places: a proxy holds its session there while the test kills it.
@Suite(.slots, .database(migrated: true, adopted: false))
struct KillTests {
  /// Kills an archiver that stands at a place of its first batch, and sets another in its place.
  private func kill(_ world: World, at place: ProxyPlace) async throws {
    let proxy = try world.databaseProxy()
    proxy.arm(place, .hold)
    try await world.producer.produce(400)
    let archiver = try world.archiver(through: proxy)
    try await proxy.untilHeld()
    try await archiver.kill()
    let head = try await world.head()
    try await world.producer.produce(100)
    #expect(head == 0, "a batch that was not committed is in the ledger")
    try world.archiver()
  }

  @Test(.fault(.killBeforeCommit)) func beforeTheDatabaseCommit() async throws {
    try await World.run { try await kill($0, at: .commit) }
  }

  @Test(.fault(.killInCopy)) func inTheMiddleOfCopy() async throws {
    try await World.run { try await kill($0, at: .copy) }
  }

  /// The ledger has the batch, Kafka does not know yet.
  @Test(.fault(.killAfterCommit)) func betweenDatabaseAndKafkaCommit() async throws {
    try await World.run(proxied: true) { world in
      let proxy = try #require(world.brokerProxy)
      proxy.arm(.offsetCommit, .hold)
      let archiver = try world.archiver()
      try await world.producer.produce(400)
      try await proxy.untilHeld()
      try await archiver.kill()
      #expect(try await world.head() > 0)
      try world.archiver()
      try await world.producer.produce(100)
    }
  }
}
