import Kafka
import Logging
import Synchronization

/// The broker that a test with the trait `.broker` runs against, under names of its own.
///
/// ```swift
/// @Test(.broker) func sends() async throws {
///   let topic = try await Broker.current.topic("clicks", partitions: 3)
///   let producer = try KafkaProducer(Broker.current.configuration, logger: Broker.current.logger)
/// ```
package struct Broker: Sendable {
  @TaskLocal static var scoped: Broker?

  /// One per test process, started by the first test that needs it.
  private static let shared = Result { try BrokerProcess() }
  private static let admin = Result {
    let broker = Broker(bootstrapServers: try shared.get().bootstrapServers, prefix: "")
    return try KafkaAdmin(broker.configuration, logger: broker.logger)
  }
  private static let count = Atomic(0)

  package let bootstrapServers: String
  /// What the names of this test's topics and groups begin with.
  package let prefix: String

  /// The broker of the test that runs.
  package static var current: Broker {
    guard let scoped else { preconditionFailure("this test lacks the trait .broker") }
    return scoped
  }

  static func make() throws -> Broker {
    let number = count.add(1, ordering: .relaxed).newValue
    return Broker(bootstrapServers: try shared.get().bootstrapServers, prefix: "t\(number).")
  }

  /// A name for a topic or a group that no other test uses.
  package func name(_ suffix: String) -> String {
    prefix + suffix
  }

  /// For producers, admin clients and consumers.
  package var configuration: KafkaConfiguration {
    KafkaConfiguration(bootstrapServers: bootstrapServers, clientID: "test")
  }

  /// For consumers in a group: this broker answers a first join after half the session timeout.
  package var groupConfiguration: KafkaConfiguration {
    configuration.with(["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"])
  }

  /// Quiet but for what stops a client.
  package var logger: Logger {
    var logger = Logger(label: "test.kafka")
    logger.logLevel = .critical
    return logger
  }

  /// Creates a topic of this test, deleted when the test ends, and returns its full name.
  package func topic(_ suffix: String, partitions: Int = 1, config: [String: String] = [:]) async throws -> String {
    let name = name(suffix)
    let outcome = try await Self.admin.get().createTopics([KafkaTopic(name, partitions: partitions, config: config)])[
      name]
    guard outcome == .created else { throw LaunchError("topic \(name): \(outcome.map { "\($0)" } ?? "no answer")") }
    return name
  }

  /// Deletes the topics of this test.
  func clean() async throws {
    let admin = try Self.admin.get()
    let topics = try await admin.listTopics().filter { $0.hasPrefix(prefix) }
    _ = try await admin.deleteTopics(topics)
  }
}
