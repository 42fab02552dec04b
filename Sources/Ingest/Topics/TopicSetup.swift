import Kafka
import Logging
import Wire

/// Makes the topics that `streams/` declares.
package enum TopicSetup {
  /// - Parameters:
  ///   - partitions: replaces the declared number, by topic.
  ///   - replication: nil: the cluster's default.
  /// - Returns: the topics that were made now.
  package static func apply(
    _ contract: Contract, kafka: KafkaConfiguration, partitions: [String: Int] = [:], replication: Int? = nil,
    logger: Logger
  ) async throws -> [String] {
    let admin = try KafkaAdmin(kafka, logger: logger)
    do {
      var topics = contract.topics.map { topic in
        KafkaTopic(
          topic.name, partitions: partitions[topic.name] ?? topic.partitions, replication: replication,
          config: ["retention.ms": String(topic.retention.microseconds / 1000)])
      }
      if let watermarks = contract.watermarks {
        topics.append(
          KafkaTopic(
            watermarks.name, partitions: watermarks.partitions, replication: replication,
            config: ["cleanup.policy": "compact"]))
      }
      var made: [String] = []
      for (name, creation) in try await admin.createTopics(topics) {
        switch creation {
        case .created: made.append(name)
        case .alreadyExists: break
        case .failed(let error): throw error
        }
      }
      await admin.close()
      return made.sorted()
    } catch {
      await admin.close()
      throw error
    }
  }
}
