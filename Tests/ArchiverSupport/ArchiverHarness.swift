import Domain
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import Ingest
import TestSupport
import Wire

/// A real archiver between the test's broker and the test's database, on topics of the test's own.
package struct ArchiverHarness: Sendable {
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package let contract: Contract
  private let broker = Broker.current
  private let pool = Database.current.pool

  /// Makes the topics, each with one partition.
  package init() async throws {
    let declared = try Contract.load(directory: ArchiverHarness.root.path + "/streams")
    let prefix = broker.prefix
    contract = Contract(
      topics: declared.topics.map { topic in
        var topic = topic
        topic.name = prefix + topic.name
        return topic
      },
      events: declared.events.values.map { event in
        EventDeclaration(type: event.type, topic: event.topic.map { prefix + $0 }, schema: event.schema)
      })
    for topic in declared.topics { _ = try await broker.topic(topic.name) }
  }

  package func topic(of type: String) -> String { contract.topic(of: type) ?? "" }

  /// Runs an archiver while the body runs.
  /// - Parameter batchSize: most records in a transaction; nil takes the archiver's own.
  package func archiving<T: Sendable>(
    _ contract: Contract? = nil, batchSize: Int? = nil, _ body: @Sendable @escaping () async throws -> T
  ) async throws -> T {
    var configuration = ArchiverConfiguration(group: broker.name("archiver"))
    if let batchSize { configuration.batchSize = batchSize }
    let archiver = Archiver(
      configuration, kafka: broker.groupConfiguration, pool: pool,
      contract: contract ?? self.contract, loops: { _ in [] }, logger: broker.logger)
    return try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask {
        try await archiver.run()
        return nil
      }
      group.addTask { try await body() }
      while let result = try await group.next() {
        if let result {
          group.cancelAll()
          return result
        }
      }
      throw CancellationError()
    }
  }

  package func send(_ records: [RawRecord]) async throws {
    let producer = try KafkaProducer(broker.configuration, logger: broker.logger)
    for record in records {
      _ = try await producer.send(
        KafkaRecord(
          topic: record.topic, key: record.key, value: record.value,
          headers: record.headers.map { KafkaHeader($0.name, $0.value) }))
    }
    await producer.close()
  }

  package func publish(_ events: [Event]) async throws {
    try await send(try events.map { try CloudEventEncoder(contract: contract).encode($0) })
  }

  /// Waits until a query, which gives one boolean, is true.
  package func until(_ condition: String) async throws {
    try await eventually(condition) {
      try await pool.run { try $0.query("SELECT " + condition).first?.bool(0) ?? false }
    }
  }
}
