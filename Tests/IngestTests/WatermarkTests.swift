import ArchiverSupport
import Domain
import Kafka
import Ledger
import Publishing
import TestSupport
import Testing
import Wire

@Suite(.broker, .database(migrated: true, adopted: false)) struct WatermarkTests {
  /// Follows the topic of watermarks until the latest of each partition of a topic satisfy a condition.
  private func latest(
    _ topic: String, until isMet: ([Int64: JSONValue]) -> Bool
  ) async throws -> [Int64: JSONValue] {
    let consumer = try KafkaConsumer(Broker.current.configuration, group: nil, logger: Broker.current.logger)
    try await consumer.assign([TopicPartition(Broker.current.name("millrace.durable"), 0).at(.beginning)])
    var latest: [Int64: JSONValue] = [:]
    let deadline = ContinuousClock.now + .seconds(150)
    while !isMet(latest), ContinuousClock.now < deadline {
      for message in try await consumer.poll(max: 1_000, timeout: .milliseconds(200)).messages {
        let value = try JSONReader.parse(message.value ?? [])
        guard value["topic"]?.string == topic, let partition = value["partition"]?.integer else { continue }
        #expect(message.key.map { String(decoding: $0, as: UTF8.self) } == "\(topic)/\(partition)")
        latest[partition] = value
      }
    }
    await consumer.close()
    return latest
  }

  @Test func followTheLedgerInEachPartition() async throws {
    try await Archiving.run {
      let broker = Broker.current
      let topic = broker.name("millrace.feedback")
      // Every partition has one as soon as it is taken over.
      let first = try await latest(topic) { $0.count == 4 }
      #expect(first.keys.sorted() == [0, 1, 2, 3])
      #expect(first.values.allSatisfy { $0["next_offset"] == 0 && $0["position"] == 0 })

      let publisher = try EventPublisher(
        kafka: broker.configuration, contract: try Archiving.contract(), logger: Broker.current.logger)
      for start in stride(from: 0, to: 200, by: 50) {
        try await publisher.publish((start..<start + 50).map(Archiving.feedback))
      }
      await publisher.close()
      let last = try await latest(topic) { $0.values.compactMap { $0["next_offset"]?.integer }.reduce(0, +) == 200 }
      #expect(last.count == 4 && last.values.allSatisfy { $0["incarnation"] == first[0]?["incarnation"] })
      // What the topic says is what the ledger says.
      let (offsets, head) = try await Database.current.pool.run { db in
        let incarnation = try #require(try IngestOffsets.current(db, topic: topic)?.id)
        return (try IngestOffsets.standings(db, incarnation: incarnation), try LedgerReader.head(db).position)
      }
      #expect(head == 200)
      for (partition, value) in last {
        #expect(value["next_offset"]?.integer == offsets[Int32(partition)]?.nextOffset)
      }
      #expect(last.values.compactMap { $0["position"]?.integer }.max() == head)
    }
  }
}
