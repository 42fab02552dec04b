import Kafka
import Logging
import TestSupport
import Testing

/// A record with text as key and value.
func record(_ topic: String, _ key: String? = nil, _ value: String, partition: Int32? = nil) -> KafkaRecord {
  KafkaRecord(topic: topic, partition: partition, key: key.map { Array($0.utf8) }, value: Array(value.utf8))
}

func text(_ bytes: [UInt8]?) -> String? {
  bytes.map { String(decoding: $0, as: UTF8.self) }
}

func withProducer<T: Sendable>(
  _ properties: [String: String] = [:], _ body: (KafkaProducer) async throws -> T
) async throws -> T {
  let broker = Broker.current
  let producer = try KafkaProducer(broker.configuration.with(properties), logger: broker.logger)
  do {
    let result = try await body(producer)
    await producer.close()
    return result
  } catch {
    await producer.close(flushing: .zero)
    throw error
  }
}

/// A consumer that is closed whatever happens; without a group.
func withConsumer<T: Sendable>(
  _ properties: [String: String] = [:], _ body: (KafkaConsumer) async throws -> T
) async throws -> T {
  let broker = Broker.current
  let consumer = try KafkaConsumer(broker.configuration.with(properties), group: nil, logger: broker.logger)
  do {
    let result = try await body(consumer)
    await consumer.close()
    return result
  } catch {
    await consumer.close()
    throw error
  }
}

/// Sends records and expects every one to be delivered.
@discardableResult
func deliver(_ records: [KafkaRecord]) async throws -> [KafkaDelivery] {
  try await withProducer { try await $0.send(records).map { try $0.get() } }
}

/// Polls until so many records came; fails the test at an error, or where they never come.
func collect(_ count: Int, from consumer: KafkaConsumer) async throws -> [KafkaMessage] {
  let deadline = ContinuousClock.now + .seconds(150)
  var messages: [KafkaMessage] = []
  while messages.count < count, .now < deadline {
    let poll = try await consumer.poll(max: 5000, timeout: .seconds(1))
    if let error = poll.errors.first { throw error }
    messages += poll.messages
  }
  try #require(messages.count >= count, "only \(messages.count) of \(count) records came")
  return messages
}

/// Polls until an error comes.
func firstError(from consumer: KafkaConsumer) async throws -> KafkaError {
  let deadline = ContinuousClock.now + .seconds(150)
  while .now < deadline {
    if let error = try await consumer.poll(max: 100, timeout: .seconds(1)).errors.first { return error }
  }
  throw LaunchError("no error came")
}
