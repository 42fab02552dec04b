import Kafka
import TestSupport
import Testing

@Suite(.broker) struct RoundTripTests {
  @Test func everythingInARecordComesBack() async throws {
    let topic = try await Broker.current.topic("round")
    let records = [
      KafkaRecord(
        topic: topic, key: [1, 0, 255], value: Array("body".utf8),
        headers: [
          KafkaHeader("ce_id", "1"), KafkaHeader("none", nil), KafkaHeader("empty", []), KafkaHeader("ce_id", "2"),
        ], timestamp: 1_700_000_000_123),
      KafkaRecord(topic: topic, value: nil),
      KafkaRecord(topic: topic, key: Array("gone".utf8), value: nil, headers: [KafkaHeader("why", nil)]),
      KafkaRecord(topic: topic, key: [], value: []),
      KafkaRecord(topic: topic, value: [0, 0xff, 0xfe], headers: [KafkaHeader("", [0xff])]),
    ]
    try await deliver(records)
    let messages = try await withConsumer { consumer in
      try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
      return try await collect(records.count, from: consumer)
    }
    #expect(messages.map(\.offset) == [0, 1, 2, 3, 4])
    #expect(messages.map(\.topic) == Array(repeating: topic, count: 5))
    #expect(messages.map(\.key) == records.map(\.key))
    #expect(messages.map(\.value) == records.map(\.value))
    #expect(messages.map(\.headers) == records.map(\.headers))
    #expect(messages[0].timestamp == 1_700_000_000_123)
    #expect(messages[1].timestamp != nil)
    #expect(messages[0].header("ce_id") == [0x31])
  }

  @Test func fiftyThousandInOneBatch() async throws {
    let topic = try await Broker.current.topic("many", partitions: 3)
    let count = 50_000
    let deliveries = try await deliver((0..<count).map { record(topic, "k\($0 % 100)", "value \($0)") })
    #expect(Set(deliveries.map { TopicPartition(topic, $0.partition).at(KafkaOffset($0.offset)) }).count == count)
    let messages = try await withConsumer { consumer in
      try await consumer.assign((0..<3).map { TopicPartitionOffset(topic, $0, .beginning) })
      return try await collect(count, from: consumer)
    }
    #expect(messages.count == count)
    let values = Set(messages.compactMap { text($0.value) })
    #expect(values == Set((0..<count).map { "value \($0)" }))
    let stored = Dictionary(
      uniqueKeysWithValues: messages.map { ($0.topicPartition.at(KafkaOffset($0.offset)), text($0.value)) })
    for (index, delivery) in deliveries.enumerated() {
      let place = TopicPartition(topic, delivery.partition).at(KafkaOffset(delivery.offset))
      guard stored[place] == "value \(index)" else {
        Issue.record("record \(index) is not at \(place)")
        break
      }
    }
  }
}
