import Kafka
import Logging

/// A reactor's membership in its consumer group, for the assignment alone: no record is read, no offset committed.
package struct LoopGroup: Sendable {
  package let share = LoopShare()
  private let name: String
  private let topic: String
  private let kafka: KafkaConfiguration
  private let logger: Logger

  /// - Parameters:
  ///   - name: the group's; all instances of a reactor share it.
  ///   - topic: whose partitions are shared.
  package init(_ name: String, topic: String = "millrace.loops", kafka: KafkaConfiguration, logger: Logger) {
    self.name = name
    self.topic = topic
    self.kafka = kafka
    self.logger = logger
  }

  /// Is a member until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      do {
        try await belong()
      } catch is CancellationError {
        return
      } catch {
        logger.warning("the group was left; it is joined anew", metadata: ["group": "\(name)", "error": "\(error)"])
        try? await Task.sleep(for: .milliseconds(500))
      }
    }
  }

  private func belong() async throws {
    let consumer = try KafkaConsumer(kafka, group: name, logger: logger)
    do {
      try await consumer.subscribe([topic])
      while true {
        try Task.checkCancellation()
        let poll = try await consumer.poll(max: 1, timeout: .seconds(1))
        switch poll.rebalance {
        case .assigned(let partitions):
          // The member holds its partitions whether it reads them or not.
          try await consumer.assign([])
          try await take(partitions)
        case .revoked:
          // What comes next says what is left; until then the work goes on.
          try await consumer.unassign()
        case nil: break
        }
        for error in poll.errors where error.isFatal { throw error }
        for error in poll.errors { logger.debug("the broker reports", metadata: ["error": "\(error)"]) }
      }
    } catch {
      await consumer.close()
      throw error
    }
  }

  private func take(_ partitions: [TopicPartition]) async throws {
    let admin = try KafkaAdmin(kafka, logger: logger)
    let found: Result<Int, any Error>
    do {
      found = .success(try await admin.describeTopics([topic])[topic]?.get().partitions ?? 0)
    } catch {
      found = .failure(error)
    }
    await admin.close()
    let count = try found.get()
    await share.give(Set(partitions.map(\.partition)), of: count)
    logger.info("loops are shared out", metadata: ["partitions": "\(partitions.count)", "of": "\(count)"])
  }
}
