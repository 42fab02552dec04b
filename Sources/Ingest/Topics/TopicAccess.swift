import Kafka
import Logging
import Wire

/// Lets each principal write its own topics.
package enum TopicAccess {
  /// Adds what the contract says to what the brokers have; takes nothing away.
  /// - Returns: how many entries there are.
  package static func apply(_ contract: Contract, kafka: KafkaConfiguration, logger: Logger) async throws -> Int {
    let entries = contract.access.map(KafkaAccess.init)
    let admin = try KafkaAdmin(kafka, logger: logger)
    do {
      try await admin.allow(entries)
    } catch {
      await admin.close()
      throw error
    }
    await admin.close()
    return entries.count
  }
}

extension KafkaAccess {
  fileprivate init(_ rule: AccessRule) {
    self.init(
      principal: "User:" + rule.principal,
      operation: {
        switch rule.operation {
        case .read: .read
        case .write: .write
        case .describe: .describe
        }
      }(),
      resource: rule.resource == .topic ? .topic : .group, name: rule.name, isPrefix: rule.isPrefix)
  }
}
