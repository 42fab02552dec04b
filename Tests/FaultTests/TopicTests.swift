import Kafka
import TestSupport
import Testing

/// Topics that are not the ones they were. The ledger notices, opens an incarnation, and reads from the beginning.
@Suite(.slots, .database(migrated: true))
struct TopicTests {
  private static let interactions = "millrace.interactions"

  private func recreate(_ world: World, partitions: Int) async throws {
    let admin = try KafkaAdmin(world.kafka, logger: World.logger)
    _ = try await admin.deleteTopics([TopicTests.interactions])
    _ = try await admin.createTopics([KafkaTopic(TopicTests.interactions, partitions: partitions)])
    await admin.close()
    // Its producer is restarted, sees what is durable, and sends the rest again.
    await world.producer.distrustCommits()
    try await world.producer.note(world.pool)
    try await world.producer.restart()
  }

  @Test(.fault(.brokerEmptied)) func theBrokerComesBackEmpty() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(300)
      try await world.untilHead(100)
      try await world.producer.produce(100)
      world.stopBroker()
      try world.startBroker()
      await world.producer.distrustCommits()
      try await world.makeTopics()
      try await world.producer.note(world.pool)
      try await world.producer.restart()
      try await world.producer.produce(200)
      try await world.settle()
      #expect(try await world.laterIncarnations() > 0)
    }
  }

  @Test(.fault(.topicWithFewerPartitions)) func recreatedWithFewerPartitions() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(300)
      try await world.untilHead(100)
      try await recreate(world, partitions: 1)
      try await world.producer.produce(200)
      try await world.settle()
      #expect(try await world.laterIncarnations() == 1)
    }
  }

  @Test(.fault(.topicWithMorePartitions)) func recreatedWithMorePartitions() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(300)
      try await world.untilHead(100)
      try await recreate(world, partitions: 9)
      try await world.producer.produce(200)
      try await world.settle()
      #expect(try await world.laterIncarnations() == 1)
    }
  }

  /// The new topic is at once longer than the old one was, with other records at the old offsets. The archiver has no
  /// error to notice it by: it reads on where it stood.
  @Test(.fault(.topicRefilled)) func recreatedAndFilledFurtherThanItWas() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(60)
      try await world.settle()
      try await recreate(world, partitions: 4)
      try await world.producer.produce(600)
      try await world.settle()
      #expect(try await world.laterIncarnations() == 1)
    }
  }
}
