import AsyncHTTPClient
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

/// The inference service goes on answering, and every answer that it gave ends in the ledger.
@Suite(.slots, .database(migrated: true))
struct InferenceTests {
  /// Starts archiver and inference, and waits until it is ready.
  private func start(_ world: World, journalBytes: Int? = nil) async throws -> Asker {
    try world.archiver()
    try await world.producer.produce(20)
    try await world.settle()
    let asker = Asker(world, journalBytes: journalBytes)
    try await asker.start()
    return asker
  }

  @Test(.fault(.inferenceWithoutKafka)) func withoutKafka() async throws {
    try await World.run { world in
      let asker = try await start(world)
      try await asker.ask(20, expecting: 200)
      try await asker.untilRecorded()
      world.stopBroker()
      try await asker.ask(30, expecting: 200)
      try world.startBroker()
      try await world.makeTopics()
      try await asker.ask(10, expecting: 200)
      // Again and again, so that the ids of producers are given anew to others.
      for _ in 0..<3 {
        world.stopBroker()
        try world.startBroker()
        try await world.makeTopics()
        try await asker.ask(10, expecting: 200)
      }
      try await asker.untilRecorded()
    }
  }

  /// Its Postgres is a proxy that is closed: the archiver's goes on.
  @Test(.fault(.inferenceWithoutPostgres)) func withoutPostgres() async throws {
    try await World.runWithOwnCluster { world, cluster in
      let asker = try await start(world)
      try await asker.ask(20, expecting: 200)
      try await cluster.stop()
      try await asker.ask(30, expecting: 200)
      try await cluster.start()
      try await asker.ask(10, expecting: 200)
      try await asker.untilRecorded()
    }
  }

  /// Both are away, and it is killed: what it had answered is in its journal, which its successor empties.
  @Test(.fault(.inferenceAlone)) func withoutBothAndKilled() async throws {
    try await World.runWithOwnCluster { world, cluster in
      let asker = try await start(world)
      try await asker.ask(20, expecting: 200)
      try await asker.untilRecorded()
      world.stopBroker()
      try await cluster.stop()
      try await asker.ask(30, expecting: 200)
      try await asker.kill()
      try await cluster.start()
      try world.startBroker()
      try await world.makeTopics()
      try await asker.start()
      try await asker.ask(10, expecting: 200)
      try await asker.untilRecorded()
    }
  }

  /// When the journal is full it says so instead of forgetting.
  @Test(.fault(.journalFull)) func withAFullJournal() async throws {
    try await World.run { world in
      let asker = try await start(world, journalBytes: 20_000)
      world.stopBroker()
      try await asker.askUntilRefused()
      try world.startBroker()
      try await world.makeTopics()
      try await eventually("it answers again") { try await asker.ask() == 200 }
      try await asker.untilRecorded()
    }
  }
}
