import Kafka
import TestSupport
import Testing

@Suite(.broker) struct AdminTests {
  private func withAdmin<T: Sendable>(_ body: (KafkaAdmin) async throws -> T) async throws -> T {
    let admin = try KafkaAdmin(Broker.current.configuration, logger: Broker.current.logger)
    do {
      let result = try await body(admin)
      await admin.close()
      return result
    } catch {
      await admin.close()
      throw error
    }
  }

  @Test func topicsAreCreatedOnceDescribedListedAndDeleted() async throws {
    let name = Broker.current.name("topic")
    let missing = Broker.current.name("missing")
    try await withAdmin { admin in
      let topic = KafkaTopic(name, partitions: 3, config: ["cleanup.policy": "compact"])
      #expect(try await admin.createTopics([topic]) == [name: .created])
      #expect(try await admin.createTopics([topic]) == [name: .alreadyExists])

      let described = try await admin.describeTopics([name, missing])
      #expect(try described[name]?.get().partitions == 3)
      let error = try #require(throws: KafkaError.self) { try #require(described[missing]).get() }
      #expect(error.code == .unknownTopicOrPartition)

      let topics = try await admin.listTopics()
      #expect(topics.contains(name))
      #expect(topics == topics.sorted())

      #expect(try await admin.deleteTopics([name, missing]) == [name: .deleted, missing: .missing])
      #expect(try await !admin.listTopics().contains(name))
    }
  }

  @Test func aRecreatedTopicStartsOver() async throws {
    let name = try await Broker.current.topic("again")
    try await deliver((0..<5).map { record(name, nil, "old \($0)") })
    try await withAdmin { admin in
      let before = try #require(try await admin.describeTopics([name])[name]).get()
      #expect(try await admin.deleteTopics([name]) == [name: .deleted])
      #expect(try await admin.createTopics([KafkaTopic(name, partitions: 1)]) == [name: .created])
      let after = try #require(try await admin.describeTopics([name])[name]).get()
      if let old = before.id, let new = after.id { #expect(old != new) }
      let partition = TopicPartition(name, 0)
      let marks = try await admin.watermarks([partition])
      #expect(try marks[partition]?.get() == KafkaWatermarks(low: 0, high: 0))
    }
    #expect(try await deliver([record(name, nil, "new")])[0].offset == 0)
    try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(name, 0, .beginning)])
      #expect(try await collect(1, from: consumer).map { text($0.value) } == ["new"])
    }
  }

  @Test func watermarksOfManyPartitions() async throws {
    let topic = try await Broker.current.topic("marks", partitions: 3)
    try await deliver((0..<12).map { record(topic, nil, "\($0)", partition: $0 % 4 == 0 ? 0 : 2) })
    try await withAdmin { admin in
      let partitions = (0..<3).map { TopicPartition(topic, $0) }
      let marks = try await admin.watermarks(partitions).mapValues { try $0.get() }
      #expect(
        marks == [
          partitions[0]: KafkaWatermarks(low: 0, high: 3), partitions[1]: KafkaWatermarks(low: 0, high: 0),
          partitions[2]: KafkaWatermarks(low: 0, high: 9),
        ])
    }
  }

  @Test func theClusterHasAnID() async throws {
    try await withAdmin { admin in
      let id = try await admin.clusterID()
      #expect(id == "tansu_cluster")
    }
  }

  @Test func anImpossibleTopicIsRefused() async throws {
    try await withAdmin { admin in
      let error = await #expect(throws: KafkaError.self) {
        _ = try await admin.createTopics([KafkaTopic("x", partitions: -7)])
      }
      #expect(error?.topic == "x")
    }
  }
}
