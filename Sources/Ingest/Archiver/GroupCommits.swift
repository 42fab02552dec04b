import Kafka
import Logging

/// Commits offsets to the consumer group while the archiver goes on: they are for onlookers, the ledger's own count.
struct GroupCommits {
  private let consumer: KafkaConsumer
  private let logger: Logger
  /// The one that is under way, or was last.
  private var last: Task<Void, Never>?

  init(_ consumer: KafkaConsumer, _ logger: Logger) {
    self.consumer = consumer
    self.logger = logger
  }

  /// Begins as soon as the one before has its answer.
  mutating func commit(_ next: [TopicPartition: Int64]) async {
    await finish()
    last = Task { [consumer, logger] in
      do {
        try await consumer.commit(next.map { TopicPartitionOffset($0.topic, $0.partition, KafkaOffset($1)) })
      } catch {
        logger.debug("the group's offsets were not committed", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Returns when nothing is under way.
  func finish() async { await last?.value }
}
