import Foundation
import Kafka

/// From an event's making to its arrival at a bare consumer, at a steady rate: what of the time to durable is Kafka's.
enum BareLatency {
  /// - Returns: milliseconds, ascending; the producer's clock has no finer ones.
  static func measure(_ site: Site, rate: Int, seconds: Int, linger: Int) async throws -> [Double] {
    let arena = try await site.arena()
    let topic = "millrace.interactions"
    let admin = try KafkaAdmin(arena.kafka, logger: site.logger)
    let partitions = try await admin.describeTopics([topic])[topic]?.get().partitions ?? 0
    await admin.close()
    let consumer = try KafkaConsumer(arena.kafka, group: nil, logger: site.logger)
    try await consumer.assign((0..<partitions).map { TopicPartitionOffset(topic, Int32($0), KafkaOffset(0)) })
    let reading = Task {
      var times: [Double] = []
      while times.count < rate * seconds {
        let poll = try await consumer.poll(max: 10_000, timeout: .seconds(30))
        guard !poll.messages.isEmpty else { throw Failure("no record came to the bare consumer within 30 s") }
        let now = SampleEvents.now() / 1000
        times += poll.messages.map { Double(now - ($0.timestamp ?? now)) }
      }
      // The second after the start warms up.
      return times.dropFirst(rate).sorted()
    }
    let producer = try KafkaProducer(arena.kafka.with(["linger.ms": "\(linger)"]), logger: site.logger)
    _ = try await Latency.produce(producer, rate: rate, seconds: seconds)
    await producer.close()
    let times = try await reading.value
    await consumer.close()
    try await arena.close()
    return times
  }

  static let heading = """
    | events/s | consumed | p50 ms | p99 ms | longest ms |
    |---:|---:|---:|---:|---:|
    """

  static func row(_ rate: Int, _ times: [Double]) -> String {
    "| \(rate) | \(times.count) | \(Latency.times(times)) |"
  }
}
