import Domain
import Kafka
import Publishing
import TestSupport
import Testing
import Wire

@Suite(.broker) struct EventPublisherTests {
  @Test func sendsEventsToTheirTopicsInOrderPerKey() async throws {
    let broker = Broker.current
    let contract = try contract(prefix: broker.prefix)
    let topic = try await broker.topic("millrace.feedback", partitions: 3)
    let publisher = try EventPublisher(kafka: broker.configuration, contract: contract, logger: quiet)
    let events = (0..<300).map { feedback("e\($0)", key: "demo.loop/\($0 % 7)") }
    try await publisher.publish(events)
    await publisher.close()

    let messages = try await consume(topic, partitions: 3, count: 300)
    let decoder = CloudEventDecoder(contract: contract)
    let found = try messages.map { message in
      try decoder.decode(
        RawRecord(
          topic: message.topic, key: message.key, value: message.value,
          headers: message.headers.map { RawHeader($0.name, $0.value) })
      ).get()
    }
    #expect(Set(found) == Set(events))
    for key in Set(events.compactMap(\.key)) {
      #expect(found.filter { $0.key == key }.map(\.id) == events.filter { $0.key == key }.map(\.id))
    }
  }

  @Test func namesTheEventWhoseTypeIsUnknown() async throws {
    let publisher = try EventPublisher(
      kafka: Broker.current.configuration, contract: try contract(prefix: Broker.current.prefix), logger: quiet)
    var wrong = feedback("wrong")
    wrong.type = "millrace.unheard.of.v1"
    let error = await #expect(throws: PublishError.self) { try await publisher.publish([feedback("right"), wrong]) }
    #expect(error?.code == .unknownType)
    #expect(error?.index == 1 && error?.eventID == "wrong" && error?.isRetriable == false)
    await publisher.close()
  }

  @Test func namesTheEventThatKafkaRefuses() async throws {
    let broker = Broker.current
    _ = try await broker.topic("millrace.feedback")
    let publisher = try EventPublisher(
      kafka: broker.configuration, contract: try contract(prefix: broker.prefix), logger: quiet)
    let large = feedback("large", comment: String(repeating: "x", count: 2_000_000))
    let error = await #expect(throws: PublishError.self) {
      try await publisher.publish([feedback("a"), feedback("b"), large])
    }
    #expect(error?.code == .refused)
    #expect(error?.index == 2 && error?.eventID == "large" && error?.isRetriable == false)
    await publisher.close()
  }

  @Test func failsOnceItIsClosed() async throws {
    let broker = Broker.current
    let publisher = try EventPublisher(
      kafka: broker.configuration, contract: try contract(prefix: broker.prefix), logger: quiet)
    await publisher.close()
    let error = await #expect(throws: PublishError.self) { try await publisher.publish([feedback("a")]) }
    #expect(error?.code == .notDelivered && error?.eventID == "a")
  }
}

/// The records of a topic, from its beginning.
func consume(
  _ topic: String, partitions: Int32, count: Int, _ configuration: KafkaConfiguration? = nil
) async throws -> [KafkaMessage] {
  let consumer = try KafkaConsumer(configuration ?? Broker.current.configuration, group: nil, logger: quiet)
  try await consumer.assign((0..<partitions).map { TopicPartition(topic, $0).at(.beginning) })
  var messages: [KafkaMessage] = []
  let deadline = ContinuousClock.now + .seconds(150)
  while messages.count < count, ContinuousClock.now < deadline {
    messages += try await consumer.poll(max: 1_000, timeout: .milliseconds(500)).messages
  }
  await consumer.close()
  return messages
}
