import Kafka
import TestSupport
import Testing

@Suite(.broker) struct ProducerTests {
  @Test func deliveriesNamePartitionAndOffsetInOrder() async throws {
    let topic = try await Broker.current.topic("order", partitions: 2)
    let records = (0..<1000).map { record(topic, nil, "\($0)", partition: Int32($0 % 2)) }
    let deliveries = try await deliver(records)
    #expect(deliveries.map(\.partition) == (0..<1000).map { Int32($0 % 2) })
    #expect(deliveries.map(\.offset) == (0..<1000).map { Int64($0 / 2) })
  }

  @Test func oneKeyStaysInOnePartitionInOrder() async throws {
    let topic = try await Broker.current.topic("keys", partitions: 4)
    let keys = ["ada", "bob", "cleo", "dan", "eve"]
    try await withProducer { producer in
      for round in 0..<10 {
        let batch = (0..<100).map { record(topic, keys[$0 % keys.count], "\(round * 100 + $0)") }
        for outcome in await producer.send(batch) { _ = try outcome.get() }
      }
    }
    let messages = try await withConsumer { consumer in
      try await consumer.assign((0..<4).map { TopicPartitionOffset(topic, $0, .beginning) })
      return try await collect(1000, from: consumer)
    }
    for (key, ofKey) in Dictionary(grouping: messages, by: { text($0.key) }) {
      #expect(Set(ofKey.map(\.partition)).count == 1, "key \(key ?? "-")")
      let values = ofKey.compactMap { Int(text($0.value) ?? "") }
      #expect(values.count == 200)
      #expect(values == values.sorted())
    }
  }

  @Test func aFullQueueMakesSendersWaitAndLosesNothing() async throws {
    let topic = try await Broker.current.topic("pressure")
    let offsets = try await withProducer(["queue.buffering.max.messages": "10", "linger.ms": "0"]) { producer in
      try await withThrowingTaskGroup(of: [Int64].self) { group in
        for sender in 0..<4 {
          group.addTask {
            try await producer.send((0..<500).map { record(topic, nil, "\(sender)-\($0)") }).map {
              try $0.get().offset
            }
          }
        }
        var all: [Int64] = []
        for try await ofSender in group {
          #expect(ofSender == ofSender.sorted())
          all += ofSender
        }
        return all
      }
    }
    #expect(offsets.sorted() == (0..<2000).map(Int64.init))
  }

  @Test func anUnknownPartitionFailsItsRecordsOnly() async throws {
    let topic = try await Broker.current.topic("known")
    let outcomes = try await withProducer { producer in
      await producer.send([record(topic, nil, "a"), record(topic, nil, "b", partition: 7), record(topic, nil, "c")])
    }
    #expect(try outcomes[0].get().offset == 0)
    #expect(try outcomes[2].get().offset == 1)
    let error = try #require(throws: KafkaError.self) { try outcomes[1].get() }
    #expect(error.code == .unknownPartition)
    #expect(error.topic == topic)
    #expect(error.partition == 7)
  }

  @Test func aRecordTooLargeFailsAlone() async throws {
    let topic = try await Broker.current.topic("large")
    let outcomes = try await withProducer(["message.max.bytes": "2000"]) { producer in
      let large = KafkaRecord(topic: topic, value: Array(repeating: 7, count: 5000))
      return await producer.send([record(topic, nil, "a"), large, record(topic, nil, "b")])
    }
    #expect(try outcomes[0].get().offset == 0)
    #expect(try outcomes[2].get().offset == 1)
    let error = try #require(throws: KafkaError.self) { try outcomes[1].get() }
    #expect(error.code == .messageTooLarge)
    #expect(!error.isRetriable)
  }

  @Test func anUnknownPropertyIsRefusedByName() throws {
    let broker = Broker.current
    let error = try #require(throws: KafkaError.self) {
      _ = try KafkaProducer(broker.configuration.with(["no.such.thing": "1"]), logger: broker.logger)
    }
    #expect(error.code == .invalidArgument)
    #expect(error.message.contains("no.such.thing"))
  }

  @Test func aClosedProducerRefusesRecords() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("closed")
    let producer = try KafkaProducer(broker.configuration, logger: broker.logger)
    _ = try await producer.send(record(topic, nil, "last"))
    await producer.close()
    await producer.close()
    let error = await #expect(throws: KafkaError.self) { try await producer.send(record(topic, nil, "late")) }
    #expect(error?.code == .closed)
  }
}
