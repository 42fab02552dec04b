import Kafka
import TestSupport
import Testing

@Suite(.broker) struct ConsumerTests {
  @Test func pollReturnsAtMostSoManyInOrder() async throws {
    let topic = try await Broker.current.topic("max")
    try await deliver((0..<100).map { record(topic, nil, "\($0)") })
    try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, 10)])
      var offsets: [Int64] = []
      while offsets.count < 90 {
        let poll = try await consumer.poll(max: 7, timeout: .seconds(150))
        #expect((1...7).contains(poll.messages.count))
        offsets += poll.messages.map(\.offset)
        if poll.isEmpty { break }
      }
      #expect(offsets == Array(10..<100))
      #expect(try await consumer.position([TopicPartition(topic, 0)]) == [TopicPartitionOffset(topic, 0, 100)])
    }
  }

  @Test func seekGoesBackAndForth() async throws {
    let topic = try await Broker.current.topic("seek")
    try await deliver((0..<50).map { record(topic, nil, "\($0)") })
    try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
      #expect(try await collect(50, from: consumer).map(\.offset) == Array(0..<50))
      try await consumer.seek([TopicPartitionOffset(topic, 0, 20)])
      #expect(try await collect(30, from: consumer).map(\.offset) == Array(20..<50))
      try await consumer.seek([TopicPartitionOffset(topic, 0, 45)])
      #expect(try await collect(5, from: consumer).map(\.offset) == Array(45..<50))
    }
  }

  @Test func aPausedPartitionRestsAndGoesOnWhereItStopped() async throws {
    let topic = try await Broker.current.topic("pause", partitions: 2)
    let first = TopicPartition(topic, 0)
    try await deliver((0..<20).map { record(topic, nil, "\($0)", partition: Int32($0 % 2)) })
    try await withConsumer { consumer in
      try await consumer.assign([first.at(.beginning), TopicPartitionOffset(topic, 1, .beginning)])
      #expect(try await collect(20, from: consumer).count == 20)
      try await consumer.pause([first])
      try await deliver((20..<40).map { record(topic, nil, "\($0)", partition: Int32($0 % 2)) })
      let whilePaused = try await collect(10, from: consumer)
      #expect(whilePaused.map(\.partition) == Array(repeating: 1, count: 10))
      try await consumer.resume([first])
      let afterwards = try await collect(10, from: consumer)
      #expect(afterwards.map(\.partition) == Array(repeating: 0, count: 10))
      #expect(afterwards.map(\.offset) == Array(10..<20))
    }
  }

  @Test func theEndOfAPartitionIsReported() async throws {
    let topic = try await Broker.current.topic("end")
    try await deliver((0..<3).map { record(topic, nil, "\($0)") })
    try await withConsumer(["enable.partition.eof": "true"]) { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
      var messages = 0
      var ends: [TopicPartitionOffset] = []
      while ends.isEmpty {
        let poll = try await consumer.poll(max: 10, timeout: .seconds(150))
        messages += poll.messages.count
        ends += poll.ends
        if poll.isEmpty { break }
      }
      #expect(messages == 3)
      #expect(ends == [TopicPartitionOffset(topic, 0, 3)])
    }
  }

  @Test func otherCallsDoNotWaitForAPoll() async throws {
    let topic = try await Broker.current.topic("idle")
    try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
      // Which nothing comes to an end but the record below: had the calls waited for it, it would be empty.
      async let poll = consumer.poll(max: 1, timeout: .seconds(600))
      for _ in 0..<20 { #expect(try await consumer.assignment() == [TopicPartition(topic, 0)]) }
      try await deliver([record(topic, nil, "ends the poll")])
      #expect(try await poll.messages.count == 1)
    }
  }

  @Test func cancellingEndsAPoll() async throws {
    let topic = try await Broker.current.topic("cancel")
    try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
      let poll = Task { try await consumer.poll(max: 1, timeout: .seconds(60)) }
      poll.cancel()
      await #expect(throws: CancellationError.self) { try await poll.value }
    }
  }

  @Test func aClosedConsumerThrows() async throws {
    let broker = Broker.current
    let consumer = try KafkaConsumer(broker.configuration, group: nil, logger: broker.logger)
    await consumer.close()
    await consumer.close()
    let error = await #expect(throws: KafkaError.self) { _ = try await consumer.poll(max: 1, timeout: .zero) }
    #expect(error?.code == .closed)
  }
}
