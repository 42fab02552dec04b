import Domain
import Foundation
import Ledger
import Logging
import ServiceLifecycle
import Ingest
import Kafka
import TestSupport
import Wire

/// A real archiver of a test's topics into the test's ledger; needs the traits `.broker` and `.database`.
package enum Archiving {
  /// The repository's root.
  package static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    .path

  /// The repository's contract under the names of this test.
  package static func contract() throws -> Contract {
    try Contract.load(directory: home + "/streams").prefixed(Broker.current.prefix)
  }

  /// A feedback of its own for each number.
  package static func feedback(_ number: Int) -> Event {
    let data: JSONValue = ["interaction_id": .string("i\(number)"), "comment": "fine"]
    return Event(
      id: "f\(number)", source: "/test", type: FeedbackReceived.type,
      occurredAt: Timestamp(microseconds: 1_700_000_000_000_000), loop: "demo.loop", key: "demo.loop/i\(number)",
      data: Array(data.canonicalText.utf8))
  }

  /// Makes the topics, and archives them while the body runs.
  package static func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    let broker = Broker.current
    let contract = try contract()
    _ = try await TopicSetup.apply(contract, kafka: broker.configuration, logger: broker.logger)
    let archiver = Archiver(
      ArchiverConfiguration(group: broker.name("archiver")), kafka: broker.groupConfiguration,
      pool: Database.current.pool, contract: contract, loops: { _ in [] }, logger: broker.logger)
    let group = ServiceGroup(configuration: .init(services: [.init(service: archiver)], logger: broker.logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let result = try await body()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return result
    }
  }

  /// Sends records as any producer does.
  package static func send(_ records: [RawRecord]) async throws {
    let producer = try KafkaProducer(Broker.current.configuration, logger: Broker.current.logger)
    for record in records {
      _ = try await producer.send(
        KafkaRecord(
          topic: record.topic, key: record.key, value: record.value,
          headers: record.headers.map { KafkaHeader($0.name, $0.value) }))
    }
    await producer.close()
  }

  /// Where the ledger has events of a source, by id.
  package static func positions(_ source: String, _ ids: [String]) async throws -> [String: Int64] {
    let found = try await Database.current.pool.run { db in
      try LedgerReader.positions(db, of: ids.map { EventIdentity(source: source, id: $0) })
    }
    return Dictionary(found.map { ($0.id, $1) }, uniquingKeysWith: { first, _ in first })
  }
}
