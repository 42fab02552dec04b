import Kafka
import TestSupport
import Testing

/// Retention deletes what nobody has read yet. The embedded broker deletes nothing (Tansu 0.6 has neither DeleteRecords
/// nor retention in memory), so a proxy changes what it says of a topic's beginning.
@Suite(.slots, .database(migrated: true))
struct RetentionTests {
  private static let topic = "millrace.interactions"

  @Test(.fault(.retentionPassed)) func offsetsAreDeletedUnread() async throws {
    try await World.run(proxied: true, partitions: [RetentionTests.topic: 1]) { world in
      let retention = try #require(world.brokerProxy?.retention)
      let archiver = try world.archiver()
      try await world.producer.produce(60)
      try await world.settle()
      try await archiver.kill()
      let standing = try await world.number(
        """
        SELECT o.next_offset FROM ledger.ingest_offset o JOIN ledger.incarnation i USING (incarnation)
        WHERE i.topic = '\(RetentionTests.topic)'
        """)

      // Twenty interactions that nobody reads before they are gone.
      try await world.producer.produce(40)
      await world.producer.distrustCommits()
      retention.delete(RetentionTests.topic, before: standing + 20)
      try world.archiver()
      try await eventually("the gap is noticed") {
        try await world.number("SELECT count(*) FROM ledger.ingest_gap") > 0
      }
      let gap = try await world.number("SELECT sum(next_offset - first_offset)::bigint FROM ledger.ingest_gap")
      #expect(gap == 20)

      // Their producer never saw them become durable, and sends them again.
      try await world.producer.note(world.pool)
      #expect(try await world.producer.missing(world.pool).filter { $0.hasPrefix("interaction") }.count == 20)
      try await world.producer.restart()
      try await world.producer.produce(60)
      try await world.settle()
      #expect(try await world.laterIncarnations() == 0)
    }
  }
}
