import CRDKafka
import Kafka
import TestSupport
import Testing

/// Faults of a broker, injected with librdkafka's mock cluster.
@Suite struct FaultTests {
  private static let notEnoughReplicas = KafkaError.Code(rawValue: RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS.rawValue)
  private static let outOfOrder = KafkaError.Code(rawValue: RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER.rawValue)

  @Test func aPassingFaultIsRetriedWithoutDoubling() async throws {
    let cluster = try MockCluster()
    let producer = try KafkaProducer(cluster.configuration.with(["retry.backoff.ms": "10"]), logger: cluster.logger)
    cluster.fail(MockCluster.produce, with: [Self.notEnoughReplicas, Self.notEnoughReplicas])
    let outcomes = await producer.send((0..<100).map { record("topic", nil, "\($0)") })
    #expect(try outcomes.map { try $0.get().offset } == Array(0..<100))
    await producer.close()
  }

  @Test func aRefusalReachesTheSender() async throws {
    let cluster = try MockCluster()
    let producer = try KafkaProducer(cluster.configuration, logger: cluster.logger)
    cluster.fail(MockCluster.produce, with: [.topicAuthorizationFailed])
    let error = await #expect(throws: KafkaError.self) { try await producer.send(record("topic", nil, "a")) }
    #expect(error?.code == .topicAuthorizationFailed)
    #expect(error?.isRetriable == false)
    #expect(error?.message.contains("ACL") == true)
    await producer.close(flushing: .zero)
  }

  @Test func aFatalErrorReachesEveryLaterSender() async throws {
    let cluster = try MockCluster()
    let producer = try KafkaProducer(cluster.configuration, logger: cluster.logger)
    cluster.fail(MockCluster.produce, with: [Self.outOfOrder])
    let first = await #expect(throws: KafkaError.self) { try await producer.send(record("topic", nil, "a")) }
    let deadline = ContinuousClock.now + .seconds(150)
    while producer.fatalError == nil, .now < deadline { await Task.yield() }
    let fatal = try #require(producer.fatalError)
    #expect(fatal.isFatal)
    #expect(!fatal.isRetriable)
    #expect(first?.code != nil)
    for _ in 0..<3 {
      let later = await #expect(throws: KafkaError.self) { try await producer.send(record("topic", nil, "b")) }
      #expect(later == fatal)
    }
    await producer.close(flushing: .zero)
  }

  @Test func anUnknownTopicReachesTheSender() async throws {
    let cluster = try MockCluster()
    cluster.breakTopic(with: .unknownTopicOrPartition)
    let producer = try KafkaProducer(
      cluster.configuration.with(["topic.metadata.propagation.max.ms": "200"]), logger: cluster.logger)
    let error = await #expect(throws: KafkaError.self) { try await producer.send(record("topic", nil, "a")) }
    #expect(error?.topic == "topic")
    #expect([.unknownTopicLocally, .unknownTopicOrPartition].contains(error?.code))
    #expect(error?.message.contains("Create the topic first") == true)
    await producer.close(flushing: .zero)
  }

  /// The embedded broker keeps silent about such an offset.
  @Test func anOffsetOutOfRangeNamesItsPartitionAndCanBeMended() async throws {
    let cluster = try MockCluster()
    let producer = try KafkaProducer(cluster.configuration, logger: cluster.logger)
    _ = await producer.send((0..<5).map { record("topic", nil, "\($0)") })
    let consumer = try KafkaConsumer(cluster.configuration, group: nil, logger: cluster.logger)
    try await consumer.assign([TopicPartitionOffset("topic", 0, 1000)])
    let error = try await firstError(from: consumer)
    #expect(error.code == .autoOffsetReset)
    #expect(error.topic == "topic")
    #expect(error.partition == 0)
    #expect(!error.isRetriable)
    try await consumer.assign([TopicPartitionOffset("topic", 0, 3)])
    #expect(try await collect(2, from: consumer).map(\.offset) == [3, 4])
    await consumer.close()
    await producer.close()
  }

  @Test func aLostConnectionWhileConsumingIsSurvived() async throws {
    let cluster = try MockCluster()
    let producer = try KafkaProducer(cluster.configuration, logger: cluster.logger)
    _ = await producer.send((0..<10).map { record("topic", nil, "\($0)") })
    let consumer = try KafkaConsumer(
      cluster.configuration.with(["reconnect.backoff.ms": "10"]), group: nil, logger: cluster.logger)
    cluster.fail(MockCluster.fetch, with: [.transport, .unknownTopicOrPartition])
    try await consumer.assign([TopicPartitionOffset("topic", 0, .beginning)])
    var offsets: [Int64] = []
    let deadline = ContinuousClock.now + .seconds(150)
    while offsets.count < 10, .now < deadline {
      offsets += try await consumer.poll(max: 100, timeout: .seconds(1)).messages.map(\.offset)
    }
    #expect(offsets == Array(0..<10))
    await consumer.close()
    await producer.close()
  }
}
