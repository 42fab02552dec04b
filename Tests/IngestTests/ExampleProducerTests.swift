import ArchiverSupport
import Foundation
import Ingest
import TestSupport
import Testing

/// The producers of docs/examples lose nothing that they have answered for when they are killed.
@Suite(.broker, .database(migrated: true))
struct ExampleProducerTests {
  @Test(
    .enabled(if: ExampleProducer.packages != nil, "docs/examples/python/requirements.txt cannot be installed here"))
  func theOneInPythonLosesNothing() async throws { try await losesNothingWhenItIsKilled(.python) }

  @Test func theOneInSwiftLosesNothing() async throws { try await losesNothingWhenItIsKilled(.swift) }

  private func losesNothingWhenItIsKilled(_ language: ExampleProducer.Language) async throws {
    let producer = try ExampleProducer(language)
    defer { producer.remove() }
    // Nothing archives yet, so that nothing may leave the spool.
    _ = try await TopicSetup.apply(
      try Archiving.contract(), kafka: Broker.current.configuration, logger: Broker.current.logger)
    try await producer.runAndKill(0..<2000, acknowledging: 300)
    #expect(try producer.spooled >= producer.acknowledged.count)

    let output = try await Archiving.run {
      try await producer.runAndKill(2000..<4000, acknowledging: 300)
      return try await producer.finish()
    }
    #expect(producer.spooled == 0, "\(output)")
    let acknowledged = try producer.acknowledged
    #expect(acknowledged.count >= 600 && Set(acknowledged).count == acknowledged.count)
    let counts = try await Database.current.pool.run { db in
      try db.query(
        """
        SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE event_id = ANY ($2))
        FROM ledger.event WHERE source = $1
        """, [.text(ExampleProducer.source), .textArray(acknowledged)]
      ).map { (try $0.int64(0), try $0.int64(1), try $0.int64(2)) }[0]
    }
    #expect(counts.0 == counts.1 && counts.2 == Int64(acknowledged.count))
  }
}
