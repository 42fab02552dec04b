import TestSupport
import Testing

/// More than one archiver.
@Suite(.slots, .database(migrated: true))
struct GroupTests {
  /// A second archiver joins while the first is in the middle of a batch.
  @Test(.fault(.rebalanceInBatch)) func rebalanceInTheMiddleOfABatch() async throws {
    try await World.run { world in
      let proxy = try world.databaseProxy()
      proxy.arm(.commit, .hold)
      try world.archiver(through: proxy)
      try await world.producer.produce(400)
      try await proxy.untilHeld()
      try world.archiver()
      // It joins, and the group gives up waiting for the first, which is not polling. A takeover waits for the batch.
      try await Task.sleep(for: .seconds(9))
      proxy.release()
      try await world.producer.produce(200)
    }
  }

  /// The first stands still past its session while a second takes its partitions over; then it goes on where it stood.
  @Test(.fault(.zombieArchiver)) func aZombieBesideItsReplacement() async throws {
    try await World.run { world in
      let zombie = try world.archiver()
      try await world.producer.produce(200)
      try await world.untilHead(50)
      try zombie.freeze()
      try await world.producer.produce(200)
      let replacement = try world.archiver()
      try await eventually("the replacement takes over") { replacement.log.contains("partitions taken over") }
      try zombie.thaw()
      try await world.producer.produce(200)
    }
  }

  /// The zombie stands in its transaction, the head's lock in its hand.
  @Test(.fault(.zombieInTransaction)) func aZombieThatHoldsTheHead() async throws {
    try await World.run { world in
      let proxy = try world.databaseProxy()
      proxy.arm(.commit, .hold)
      let zombie = try world.archiver(through: proxy)
      try await world.producer.produce(300)
      try await proxy.untilHeld()
      try zombie.freeze()
      try world.archiver()
      try await world.producer.produce(100)
      try await eventually("the replacement writes") { try await world.producer.missing(world.pool).isEmpty }
      proxy.release()
      try zombie.thaw()
      try await world.producer.produce(100)
    }
  }

  @Test(.fault(.twoArchivers)) func twoWithOneConfiguration() async throws {
    try await World.run { world in
      try world.archiver()
      try world.archiver()
      for _ in 0..<6 {
        try await world.producer.produce(100)
        try await Task.sleep(for: .milliseconds(700))
      }
      #expect(try await world.laterIncarnations() == 0)
    }
  }
}
