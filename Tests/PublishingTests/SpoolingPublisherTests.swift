import Domain
import Kafka
import Publishing
import TestSupport
import Testing
import Wire

@Suite struct SpoolingPublisherTests {
  @Test(.broker) func goesToKafkaWhileItIsThere() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let publisher = try SpoolingPublisher(
      kafka: broker.configuration, contract: try contract(prefix: broker.prefix),
      spool: try Spool(SpoolConfiguration(folder: folder.path), logger: quiet),
      configuration: SpoolingConfiguration(deliveryTimeout: .seconds(20)), logger: quiet)
    try await running(publisher) {
      for number in 0..<20 {
        try await expect(.kafka, from: publisher, [feedback("a\(number)"), feedback("b\(number)")])
      }
    }
    #expect(publisher.counts.accepted == 40 && publisher.counts.spooled == 0)
    let ids = try await consume(topic, partitions: 1, count: 40).compactMap { $0.header("ce_id") }
    #expect(ids.map { String(decoding: $0, as: UTF8.self) } == (0..<20).flatMap { ["a\($0)", "b\($0)"] })
  }

  @Test func spoolsWhileKafkaIsAwayAndDrainsInOrderWhenItIsBack() async throws {
    let port = try BrokerPort.next()
    let folder = try TemporaryFolder()
    let kafka = KafkaConfiguration(
      bootstrapServers: "127.0.0.1:\(port)", properties: ["reconnect.backoff.max.ms": "200"])
    let contract = try contract()
    try await publishWhileKafkaIsAway(kafka, contract, folder: folder.path)

    let second = try SpoolingPublisher(
      kafka: kafka, contract: contract, spool: try Spool(SpoolConfiguration(folder: folder.path), logger: quiet),
      configuration: SpoolingConfiguration(deliveryTimeout: .seconds(20)), logger: quiet)
    #expect(second.spool.status.records == 4)
    let broker: BrokerProcess = try await running(second) {
      try await expect(.spool, from: second, [feedback("4")])
      let broker = try BrokerProcess(port: port)
      let admin = try KafkaAdmin(kafka, logger: quiet)
      _ = try await admin.createTopics([KafkaTopic("millrace.feedback", partitions: 2)])
      await admin.close()
      try await eventually("the spool is emptied") { second.spool.status.isEmpty }
      try await expect(.kafka, from: second, [feedback("5")])
      return broker
    }
    defer { broker.stop() }
    #expect(second.counts.drained == 5 && second.counts.failed == 0)
    let messages = try await consume("millrace.feedback", partitions: 2, count: 6, kafka)
    let ids = messages.compactMap { $0.header("ce_id") }.map { String(decoding: $0, as: UTF8.self) }
    #expect(ids == ["0", "1", "2", "3", "4", "5"])
  }

  /// Publishes and checks where the events went.
  private func expect(
    _ acceptance: SpoolingPublisher.Acceptance, from publisher: SpoolingPublisher, _ events: [Event],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await publisher.publish(events)
    #expect(found == acceptance, sourceLocation: sourceLocation)
  }

  /// What a process does before it ends: its spool is free again when this returns.
  private func publishWhileKafkaIsAway(_ kafka: KafkaConfiguration, _ contract: Contract, folder: String) async throws {
    let publisher = try SpoolingPublisher(
      kafka: kafka, contract: contract, spool: try Spool(SpoolConfiguration(folder: folder), logger: quiet),
      configuration: SpoolingConfiguration(deliveryTimeout: .milliseconds(100), closingTime: .milliseconds(100)),
      logger: quiet)
    try await running(publisher) {
      try await expect(.spool, from: publisher, [feedback("0"), feedback("1")])
      try await expect(.spool, from: publisher, [feedback("2")])
    }
    #expect(publisher.spool.status.records == 3)
    // Not under way any more: what comes now waits on disk.
    try await expect(.spool, from: publisher, [feedback("3")])
    await publisher.spool.close()
  }

  @Test func saysWhenTheSpoolIsFull() async throws {
    let folder = try TemporaryFolder()
    let publisher = try SpoolingPublisher(
      kafka: KafkaConfiguration(bootstrapServers: "127.0.0.1:\(try BrokerPort.next())"), contract: try contract(),
      spool: try Spool(SpoolConfiguration(folder: folder.path, maximumBytes: 3_000), logger: quiet),
      configuration: SpoolingConfiguration(deliveryTimeout: .milliseconds(50), closingTime: .milliseconds(50)),
      logger: quiet)
    try await running(publisher) {
      let error = await #expect(throws: PublishError.self) {
        for number in 0..<1_000 { try await publisher.publish([feedback("\(number)")]) }
      }
      #expect(error?.code == .spoolFull)
      #expect(error?.isRetriable == true)
    }
    #expect(publisher.counts.failed == 1)
    #expect(publisher.counts.spooled == publisher.spool.status.records && publisher.counts.spooled > 2)
  }

  @Test(.broker) func setsAsideWhatKafkaRefusesAndGoesOn() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let spool = try Spool(SpoolConfiguration(folder: folder.path), logger: quiet)
    func record(_ id: String, bytes: Int) -> KafkaRecord {
      KafkaRecord(topic: topic, value: [UInt8](repeating: 65, count: bytes), headers: [KafkaHeader("ce_id", id)])
    }
    try await spool.append([record("a", bytes: 10), record("large", bytes: 2_000_000), record("b", bytes: 10)])
    let publisher = try SpoolingPublisher(
      kafka: broker.configuration, contract: try contract(prefix: broker.prefix), spool: spool, logger: quiet)
    try await running(publisher) { try await eventually("the spool is emptied") { spool.status.isEmpty } }
    #expect(publisher.counts.drained == 2 && publisher.counts.refused == 1)
    let ids = try await consume(topic, partitions: 1, count: 2).compactMap { $0.header("ce_id") }
    #expect(ids == [Array("a".utf8), Array("b".utf8)])
    #expect(try TemporaryFolder.files(in: folder.path) == ["lock", "refused"])
  }
}
