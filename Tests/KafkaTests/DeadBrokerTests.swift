import Kafka
import Logging
import TestSupport
import Testing

/// Nobody listens at the address.
@Suite struct DeadBrokerTests {
  private let logger: Logger = {
    var logger = Logger(label: "test.kafka")
    logger.logLevel = .critical
    return logger
  }()

  private func configuration(_ properties: [String: String] = [:]) throws -> KafkaConfiguration {
    KafkaConfiguration(bootstrapServers: "127.0.0.1:\(try BrokerPort.next())", properties: properties)
  }

  @Test func theDeliveryTimeoutReachesTheSender() async throws {
    let producer = try KafkaProducer(configuration(["message.timeout.ms": "500"]), logger: logger)
    let outcomes = await producer.send((0..<10).map { record("topic", nil, "\($0)") })
    #expect(outcomes.count == 10)
    for outcome in outcomes {
      let error = try #require(throws: KafkaError.self) { try outcome.get() }
      #expect(error.code == .messageTimedOut)
      #expect(error.isRetriable)
      #expect(error.topic == "topic")
    }
    await producer.close()
  }

  @Test func closingFailsWhatCouldNotBeSent() async throws {
    let producer = try KafkaProducer(
      configuration(["queue.buffering.max.messages": "5"]), logger: logger)
    async let outcomes = producer.send((0..<20).map { record("topic", nil, "\($0)") })
    while producer.sending == 0 { await Task.yield() }
    let error = await #expect(throws: KafkaError.self) { try await producer.flush(timeout: .milliseconds(50)) }
    #expect(error?.code == .timedOut)
    await producer.close(flushing: .zero)
    for outcome in await outcomes {
      let error = try #require(throws: KafkaError.self) { try outcome.get() }
      #expect([.purgedQueued, .purgedInFlight, .closed].contains(error.code))
    }
    #expect(await outcomes.count == 20)
  }

  @Test func aConsumerReportsThatNobodyAnswers() async throws {
    let consumer = try KafkaConsumer(configuration(), group: nil, logger: logger)
    try await consumer.assign([TopicPartitionOffset("topic", 0, .beginning)])
    let error = try await firstError(from: consumer)
    #expect(error.isRetriable)
    #expect([.transport, .allBrokersDown].contains(error.code))
    await consumer.close()
  }

  @Test func adminSaysWhatToCheck() async throws {
    let admin = try KafkaAdmin(configuration(), logger: logger)
    let error = await #expect(throws: KafkaError.self) { try await admin.listTopics(timeout: .milliseconds(300)) }
    #expect(error?.isRetriable == true)
    #expect(error?.message.contains("bootstrap.servers") == true)
    await admin.close()
    let closed = await #expect(throws: KafkaError.self) { try await admin.listTopics() }
    #expect(closed?.code == .closed)
  }
}
